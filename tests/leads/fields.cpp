#define CAF_SUITE leads_fields
#include "leads/fields.hpp"

#include <set>
#include <string>

#include <caf/test/unit_test.hpp>

using namespace leadmill;

CAF_TEST(every field has names that no other has) {
  std::set<std::string_view> names;
  for (std::size_t i = 0; i < field_count; ++i) {
    auto f = static_cast<field>(i);
    CAF_CHECK(!json_name(f).empty());
    CAF_CHECK(!csv_name(f).empty());
    CAF_CHECK(names.insert(json_name(f)).second);
    CAF_CHECK_EQUAL(field_index(json_name(f)), i);
    // These are the lead's own members (append_json).
    for (auto taken : {"row", "status", "filterReason", "errors", "duplicateOf",
                       "input", "sources"})
      CAF_CHECK_NOT_EQUAL(json_name(f), taken);
  }
  CAF_CHECK_EQUAL(field_index("sources"), field_count);
}

CAF_TEST(what is there is not derived again) {
  lead_draft lead;
  lead.give(field::city, "Austin");
  lead.derive(field::city, "Boston");
  lead.derive(field::state, "TX");
  CAF_CHECK_EQUAL(lead.value(field::city), "Austin");
  CAF_CHECK(lead.from(field::city) == origin::input);
  CAF_CHECK(lead.from(field::state) == origin::local);
  lead.respell(field::city, "AUSTIN");
  CAF_CHECK(lead.from(field::city) == origin::input);
  lead.drop(field::city);
  CAF_CHECK(!lead.has(field::city));
  CAF_CHECK(lead.from(field::city) == origin::none);
}

CAF_TEST(a lead is written with its sources and without what is not known) {
  lead_draft lead;
  CAF_CHECK_EQUAL(lead.to_json("T"), "{}");
  lead.give(field::name, "A \"B\"");
  lead.derive(field::age, "61");
  lead.derive(field::email_role, "true");
  CAF_CHECK_EQUAL(
      lead.to_json("T"),
      R"({"name":"A \"B\"","age":61,"emailRole":true,"sources":[)"
      R"({"from":"input","at":"T","fields":["name"]},)"
      R"({"from":"local","at":"T","fields":["age","emailRole"]}]})");
  lead_draft local;
  local.derive(field::city, "X");
  CAF_CHECK_EQUAL(
      local.to_json("T"),
      R"({"city":"X","sources":[{"from":"local","at":"T","fields":["city"]}]})");
}
