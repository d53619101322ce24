#define CAF_SUITE leads_lead_fields
#include "messages/lead_fields.hpp"

#include <caf/test/unit_test.hpp>

#include "leads/fields.hpp"

using namespace leadmill;

CAF_TEST(the names of fields are known to those who may not look here) {
  for (std::size_t i = 0; i < field_count; ++i) {
    auto name = json_name(static_cast<field>(i));
    CAF_CHECK_EQUAL(is_lead_field(name) ? "" : name, std::string_view{});
  }
  CAF_CHECK(is_mappable("phone") && is_mappable("jobId"));
  CAF_CHECK(is_mappable("input") && is_mappable("input.Phone. 2"));
  CAF_CHECK(!is_mappable("") && !is_mappable("input.")
            && !is_mappable("Phone"));
  CAF_CHECK(!is_lead_field(""));
  CAF_CHECK(!is_lead_field("Phone"));
}

CAF_TEST(a mapping may name fields and other members and columns of the input) {
  for (auto name :
       {"phone", "jobId", "row", "status", "key", "filterReason", "errors",
        "duplicateOf", "sources", "input", "input.Notes", "input.a.b"})
    CAF_CHECK(is_mappable(name));
  for (auto name : {"", "Phone", "input.", "jobid", "erased"})
    CAF_CHECK(!is_mappable(name));
}
