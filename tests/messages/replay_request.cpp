#define CAF_SUITE messages_replay_request
#include "messages/replay_request.hpp"

#include <caf/test/unit_test.hpp>

#include "tests/support/copy.hpp"

using namespace leadmill;

namespace {

const request_rules rules{.max_filter_bytes = 16};

delivery_filter good(std::string_view body) {
  auto got = parse_replay_request(body, rules);
  CAF_REQUIRE(got);
  return *got;
}

std::string refusal(std::string_view body) {
  auto got = parse_replay_request(body, rules);
  CAF_REQUIRE(!got);
  CAF_CHECK(got.error().code == errc::invalid_argument);
  return got.error().detail;
}

} // namespace

CAF_TEST(a delivery is named by its id) {
  auto which = good(R"({"deliveryId":"msg_1"})");
  CAF_CHECK_EQUAL(which.id, "msg_1");
  CAF_CHECK(which.destination.empty() && which.job.empty() && !which.state
            && !which.event);
}

CAF_TEST(every field of a filter counts) {
  auto which = good(R"({"filter":{"deliveryId":"msg_1","destination":"crm",
    "jobId":"scraping-1767225600000-a","state":"dead",
    "event":"leads.saved"}})");
  CAF_CHECK_EQUAL(which.id, "msg_1");
  CAF_CHECK_EQUAL(which.destination, "crm");
  CAF_CHECK_EQUAL(which.job, "scraping-1767225600000-a");
  CAF_CHECK(which.state == delivery_state::dead);
  CAF_CHECK(which.event == event_kind::leads_saved);
  CAF_CHECK_EQUAL(copy(good(R"({"filter":{"state":"sending"}})").id), "");
}

CAF_TEST(everything is not replayed by mistake) {
  CAF_CHECK_EQUAL(refusal(R"({"filter":{}})"),
                  "filter is empty; name a destination, a job, a state or an "
                  "event");
  CAF_CHECK_EQUAL(refusal("{}"), "deliveryId or filter is required");
  CAF_CHECK_EQUAL(refusal(R"({"filter":{"dest":"crm"}})"),
                  "filter has an unknown field: dest");
  CAF_CHECK_EQUAL(refusal(R"({"filter":{"state":"dead"},"dryRun":true})"),
                  "The body has an unknown field: dryRun");
  CAF_CHECK_EQUAL(refusal(R"({"id":"msg_1"})"),
                  "The body has an unknown field: id");
  CAF_CHECK_EQUAL(
      refusal(R"({"deliveryId":"msg_1","filter":{"state":"dead"}})"),
      "filter cannot be given with deliveryId");
}

CAF_TEST(what is no request is refused) {
  for (auto bad :
       {"", "[]", "null", "{", R"({"deliveryId":1})", R"({"deliveryId":null})",
        R"({"deliveryId":""})", R"({"deliveryId":"12345678901234567"})",
        R"({"filter":[]})", R"({"filter":"dead"})",
        R"({"filter":{"state":"gone"}})", R"({"filter":{"event":"leads"}})",
        R"({"filter":{"jobId":"../x"}})", R"({"filter":{"destination":""}})",
        R"({"filter":{"destination":["crm"]}})"})
    refusal(bad);
}

CAF_TEST(the words of a refusal are all there are) {
  for (auto state : all_delivery_states)
    CAF_CHECK(std::string{delivery_state_words}.find(to_string(state))
              != std::string::npos);
  for (auto kind : all_event_kinds)
    CAF_CHECK(std::string{event_kind_words}.find(to_string(kind))
              != std::string::npos);
}
