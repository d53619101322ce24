#define CAF_SUITE store_erasure
#include "store/erasure.hpp"

#include <caf/test/unit_test.hpp>

using namespace leadmill;

CAF_TEST(nothing of the person is left) {
  for (auto status : all_lead_statuses) {
    lead_result lead;
    lead.row = 4;
    lead.status = status;
    lead.reason = "nobody answers for ada@example.com";
    lead.key = "ada@example.com";
    lead.duplicate_of = 2;
    lead.input = R"({"email":"ada@example.com"})";
    lead.fields = R"({"name":"Ada"})";
    auto blank = erased(lead);
    CAF_CHECK_EQUAL(blank.row, 4u);
    CAF_CHECK(blank.status == status);
    CAF_CHECK_EQUAL(blank.duplicate_of, 2u);
    CAF_CHECK_EQUAL(blank.reason, status == lead_status::saved ? "" : "erased");
    CAF_CHECK_EQUAL(blank.key, "");
    CAF_CHECK_EQUAL(blank.input, "{}");
    CAF_CHECK_EQUAL(blank.fields, R"({"erased":true})");
    CAF_CHECK(erased(blank) == blank);
  }
}

CAF_TEST(a row that was never worked is filtered as erased) {
  auto blank = erased_row(7);
  CAF_CHECK_EQUAL(blank.row, 7u);
  CAF_CHECK(blank.status == lead_status::filtered);
  CAF_CHECK_EQUAL(blank.reason, "erased");
  CAF_CHECK(erased(blank) == blank);
}
