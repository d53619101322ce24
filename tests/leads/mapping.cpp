#define CAF_SUITE leads_mapping
#include "leads/mapping.hpp"

#include <caf/test/unit_test.hpp>

#include "messages/json.hpp"
#include "messages/lead_fields.hpp"

using namespace leadmill;

namespace {

const std::string job_id = "enrichment-1767225600000-k3x9f2a";

lead_result make_lead() {
  lead_result out;
  out.row = 3;
  out.key = "k3";
  out.input = R"({"Phone":"(212) 555-0101","a.b":7,"none":null,"list":[1]})";
  out.fields = R"({"name":"Zo\u00eb \"Z\"","age":44,"emailRole":false,)"
               R"("errors":["slow"],"sources":[{"from":"input"}]})";
  return out;
}

std::string sent(const text_pairs& fields, const lead_result& lead) {
  std::string out;
  lead_mapping{fields}.append(out, job_id, lead);
  return out;
}

std::vector<std::string> texts(const text_pairs& fields,
                               const lead_result& lead) {
  std::vector<std::string> out;
  for (auto& value : lead_mapping{fields}.values(job_id, lead))
    out.push_back(value.text);
  return out;
}

} // namespace

CAF_TEST(what is mapped goes out in its order under their names) {
  auto lead = make_lead();
  text_pairs fields{{"age", "Years"},
                    {"name", "full \"name\""},
                    {"input.Phone", "tel"},
                    {"jobId", "list"}};
  CAF_CHECK_EQUAL(sent(fields, lead),
                  R"({"Years":44,"full \"name\"":"Zo\u00eb \"Z\"",)"
                  R"("tel":"(212) 555-0101","list":")"
                      + job_id + "\"}");
  CAF_CHECK(texts(fields, lead)
            == (std::vector<std::string>{"44", "Zoë \"Z\"", "(212) 555-0101",
                                         job_id}));
  CAF_CHECK(
      lead_mapping{fields}.names()
      == (std::vector<std::string>{"Years", "full \"name\"", "tel", "list"}));
}

CAF_TEST(what a lead does not have is left out and has no text) {
  auto lead = make_lead();
  text_pairs fields{{"phone", "a"},         {"input.phone", "b"},
                    {"duplicateOf", "c"},   {"filterReason", "d"},
                    {"no such field", "e"}, {"row", "f"}};
  CAF_CHECK_EQUAL(sent(fields, lead), R"({"f":3})");
  CAF_CHECK(texts(fields, lead)
            == (std::vector<std::string>{"", "", "", "", "", "3"}));
  lead.key.clear();
  CAF_CHECK_EQUAL(sent({{"key", "a"}}, lead), "{}");
}

CAF_TEST(columns of the input keep their type and may be called anything) {
  auto lead = make_lead();
  CAF_CHECK_EQUAL(
      sent({{"input.a.b", "a"}, {"input.none", "b"}, {"input.list", "c"}},
           lead),
      R"({"a":7,"b":null,"c":[1]})");
  CAF_CHECK_EQUAL(sent({{"input", "all"}}, lead),
                  "{\"all\":" + lead.input + "}");
}

CAF_TEST(reasons stand where a result page has them) {
  auto lead = make_lead();
  text_pairs fields{
      {"status", "s"}, {"filterReason", "f"}, {"errors", "e"}, {"key", "k"}};
  CAF_CHECK_EQUAL(sent(fields, lead), R"({"s":"saved","e":["slow"],"k":"k3"})");
  lead.status = lead_status::filtered;
  lead.reason = "No phone";
  lead.duplicate_of = 0;
  CAF_CHECK_EQUAL(sent(fields, lead),
                  R"({"s":"filtered","f":"No phone","e":["slow"],"k":"k3"})");
  CAF_CHECK_EQUAL(sent({{"duplicateOf", "d"}}, lead), R"({"d":0})");
  lead.status = lead_status::failed;
  CAF_CHECK_EQUAL(sent(fields, lead),
                  R"({"s":"failed","e":["No phone"],"k":"k3"})");
}

CAF_TEST(one value may go out under two names) {
  CAF_CHECK_EQUAL(sent({{"age", "a"}, {"age", "b"}}, make_lead()),
                  R"({"a":44,"b":44})");
}

CAF_TEST(without a mapping the whole lead goes out with its job) {
  auto lead = make_lead();
  std::string whole;
  append_json(whole, lead);
  CAF_CHECK(lead_mapping{{}}.empty());
  CAF_CHECK_EQUAL(sent({}, lead),
                  "{\"jobId\":\"" + job_id + "\"," + whole.substr(1));
}

CAF_TEST(of an erased lead nothing is left) {
  lead_result lead;
  lead.input = lead.fields = "{}";
  text_pairs fields;
  for (auto name : lead_field_names)
    fields.emplace_back(name, name);
  fields.emplace_back("input.Phone", "p");
  CAF_CHECK_EQUAL(sent(fields, lead), "{}");
}

CAF_TEST(every name that may be mapped is found) {
  auto lead = make_lead();
  lead.status = lead_status::filtered;
  lead.reason = "No phone";
  lead.duplicate_of = 1;
  for (auto name : lead_member_names)
    CAF_CHECK(sent({{std::string{name}, "x"}}, lead).size() > 2);
}
