#define CAF_SUITE messages_steering
#include "messages/steering.hpp"

#include <caf/test/unit_test.hpp>

#include "tests/support/copy.hpp"

using namespace leadmill;

namespace {

const request_rules rules{
    .max_filter_bytes = 10, .keep_days = 30, .max_keep_days = 365, .steps = {}};

steer_request good(std::string_view body) {
  auto out = parse_steer_request(body, rules);
  CAF_REQUIRE(out.has_value());
  return *out;
}

std::string refusal(std::string_view body) {
  auto out = parse_steer_request(body, rules);
  CAF_REQUIRE(!out.has_value());
  CAF_CHECK(out.error().code == errc::invalid_argument);
  CAF_CHECK_EQUAL(out.error().fields.size(), 1u);
  return out.error().detail;
}

} // namespace

CAF_TEST(one job is named by its id) {
  auto what = good(R"({"jobId":"scraping-1767225600000-a","later":1})");
  CAF_CHECK_EQUAL(what.job, "scraping-1767225600000-a");
  CAF_CHECK(!what.dry_run);
}

CAF_TEST(an empty filter is every job) {
  auto what = good(R"({"filter":{}})");
  CAF_CHECK(what.job.empty());
  CAF_CHECK(!what.filter.status && !what.filter.type && what.filter.tag.empty()
            && what.filter.text.empty() && !what.filter.open_only
            && what.filter.from == 0 && what.filter.to == 0);
}

CAF_TEST(every field of a filter is read) {
  auto what = good(R"({"dryRun":true,"filter":{"status":"failed",
    "type":"scraping","tag":"t","from":"2026-01-01","to":1767225600001,
    "q":"x y"}})");
  CAF_CHECK(what.dry_run);
  CAF_CHECK(what.filter.status == job_status::failed);
  CAF_CHECK(what.filter.type == job_type::scraping);
  CAF_CHECK_EQUAL(what.filter.tag, "t");
  CAF_CHECK_EQUAL(what.filter.text, "x y");
  CAF_CHECK_EQUAL(what.filter.from, 1767225600000);
  CAF_CHECK_EQUAL(what.filter.to, 1767225600001);
}

CAF_TEST(an id and a filter are not both given nor neither) {
  CAF_CHECK_EQUAL(refusal("{}"), "jobId or filter is required");
  CAF_CHECK_EQUAL(
      refusal(R"({"jobId":"scraping-1767225600000-a","filter":{}})"),
      "filter cannot be given with jobId");
  CAF_CHECK_EQUAL(
      refusal(R"({"jobId":"scraping-1767225600000-a","dryRun":true})"),
      "dryRun goes with filter");
  CAF_CHECK_EQUAL(refusal(R"({"dryRun":true})"), "jobId or filter is required");
}

CAF_TEST(whatever would widen a filter by mistake is refused) {
  for (auto bad : {"",
                   "[]",
                   "null",
                   R"({"jobId":1})",
                   R"({"jobId":null})",
                   R"({"jobId":"../../etc/passwd"})",
                   R"({"filter":null})",
                   R"({"filter":[]})",
                   R"({"filter":"all"})",
                   R"({"filter":{"stauts":"failed"}})",
                   R"({"filter":{"activeOnly":true}})",
                   R"({"filter":{},"dryrun":true})",
                   R"({"filter":{},"dryRun":"true"})",
                   R"({"filter":{},"dryRun":1})",
                   R"({"filter":{"status":"done"}})",
                   R"({"filter":{"status":null}})",
                   R"({"filter":{"type":"cleaning"}})",
                   R"({"filter":{"tag":""}})",
                   R"({"filter":{"tag":["a"]}})",
                   R"({"filter":{"tag":"more than ten"}})",
                   R"({"filter":{"q":""}})",
                   R"({"filter":{"from":"yesterday"}})",
                   R"({"filter":{"to":0}})",
                   R"({"filter":{"from":"2026-01-02","to":"2026-01-01"}})",
                   R"({"filter":{"limit":5}})"})
    refusal(bad);
  CAF_CHECK_EQUAL(refusal(R"({"filter":{"stauts":1}})"),
                  "filter has an unknown field: stauts");
  CAF_CHECK_EQUAL(refusal(R"({"filter":{},"dryrun":1})"),
                  "The body has an unknown field: dryrun");
}

CAF_TEST(a pause is of one type or of all) {
  CAF_CHECK(!copy(parse_pause_request("").value()).has_value());
  CAF_CHECK(!copy(parse_pause_request("{}").value()).has_value());
  CAF_CHECK(parse_pause_request(R"({"type":"scraping"})").value()
            == job_type::scraping);
  for (auto bad : {"[]", "{", R"({"type":"all"})", R"({"type":null})",
                   R"({"typ":"scraping"})", " "})
    CAF_CHECK(!parse_pause_request(bad).has_value());
}

CAF_TEST(a cleanup keeps thirty days or as many as it is told) {
  auto days = [](std::string_view body) {
    return parse_cleanup_request(body, rules);
  };
  CAF_CHECK_EQUAL(copy(*days("")), 30u);
  CAF_CHECK_EQUAL(copy(*days("{}")), 30u);
  CAF_CHECK_EQUAL(copy(*days(R"({"daysToKeep":1})")), 1u);
  CAF_CHECK_EQUAL(copy(*days(R"({"daysToKeep":365})")), 365u);
  for (auto bad : {R"({"daysToKeep":0})", R"({"daysToKeep":366})",
                   R"({"daysToKeep":"7"})", R"({"daysToKeep":1.5})",
                   R"({"daysToKeep":null})", R"({"days":1})", "[]", "7"})
    CAF_CHECK(!days(bad).has_value());
}
