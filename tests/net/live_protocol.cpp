#define CAF_SUITE net_live_protocol
#include "net/live_protocol.hpp"

#include <caf/test/unit_test.hpp>
#include <nlohmann/json.hpp>

#include "tests/support/copy.hpp"

using namespace leadmill;
using nlohmann::json;

namespace {

constexpr const char* an_id = "enrichment-1767225600000-a";

live_job make_job(std::uint64_t seq, std::string body) {
  live_job out;
  out.seq = seq;
  out.json = std::make_shared<const std::string>(std::move(body));
  return out;
}

} // namespace

CAF_TEST(subscriptions are read) {
  auto all = parse_live_message(
      R"({"type":"subscribe","jobs":["*"],"after":1700,"activeOnly":true,)"
      R"("jobType":"scraping","later":1})");
  CAF_REQUIRE(all.has_value());
  auto& what = std::get<live_subscribe>(*all);
  CAF_CHECK(what.all && what.ids.empty() && what.filter.active_only);
  CAF_CHECK(what.filter.type == job_type::scraping);
  CAF_CHECK(what.after == 1700u);
  auto some = parse_live_message(std::string{R"({"type":"subscribe","jobs":[")"}
                                 + an_id + R"("]})");
  CAF_CHECK_EQUAL(std::get<live_subscribe>(*some).ids.at(0), an_id);
  CAF_CHECK(!std::get<live_subscribe>(*some).after);
  CAF_CHECK(std::get<live_subscribe>(
                *parse_live_message(R"({"type":"subscribe","jobs":"*"})"))
                .all);
  CAF_CHECK(std::holds_alternative<live_unsubscribe>(
      *parse_live_message(R"({"type":"unsubscribe","jobs":["*"]})")));
}

CAF_TEST(nonsense is refused with a reason) {
  for (auto bad : {"",
                   "x",
                   "[]",
                   "1",
                   "null",
                   "{}",
                   R"({"type":1})",
                   R"({"type":"hello"})",
                   R"({"type":"subscribe"})",
                   R"({"type":"subscribe","jobs":[]})",
                   R"({"type":"subscribe","jobs":{}})",
                   R"({"type":"subscribe","jobs":[1]})",
                   R"({"type":"subscribe","jobs":["../../etc/passwd"]})",
                   R"({"type":"subscribe","jobs":["*"],"after":"1"})",
                   R"({"type":"subscribe","jobs":["*"],"after":-1})",
                   R"({"type":"subscribe","jobs":["*"],"after":1.5})",
                   R"({"type":"subscribe","jobs":["*"],"after":1e99})",
                   R"({"type":"subscribe","jobs":["*"],)"
                   R"("after":18446744073709551616})",
                   R"({"type":"subscribe","jobs":["*"],"after":null})",
                   R"({"type":"subscribe","jobs":["*"],"activeOnly":1})",
                   R"({"type":"subscribe","jobs":["*"],"jobType":"cleaning"})",
                   R"({"type":"unsubscribe"})",
                   "{\"type\":\"sub",
                   "\xff"}) {
    auto out = parse_live_message(bad);
    CAF_CHECK(!out.has_value() && !out.error().detail.empty());
  }
  CAF_CHECK(!parse_live_message(std::string(60000, '[')).has_value());
  auto deep = std::string(30000, '[') + std::string(30000, ']');
  CAF_CHECK(!parse_live_message(deep).has_value());
}

CAF_TEST(frames have their shapes) {
  auto hello = json::parse(hello_frame(std::chrono::seconds{20}));
  CAF_CHECK_EQUAL(hello, json::parse(R"({"type":"hello","version":1,)"
                                     R"("heartbeatSeconds":20})"));
  auto job = json::parse(job_frame(make_job(7, R"({"jobId":"x"})")));
  CAF_CHECK_EQUAL(job, json::parse(R"({"type":"job","seq":7,)"
                                   R"("job":{"jobId":"x"}})"));
  auto gone = json::parse(removed_frame({9, an_id}));
  CAF_CHECK_EQUAL(gone, json::parse(R"({"type":"removed","seq":9,"jobId":)"
                                    R"("enrichment-1767225600000-a"})"));
  auto error = json::parse(error_frame("invalid_argument", "a \"b\""));
  CAF_CHECK_EQUAL(error.at("detail"), "a \"b\"");
}

CAF_TEST(a removal is passed on as the last of an ended job) {
  auto frame = to_frame(live_removed{9, "scraping-1767225600000-a"});
  CAF_CHECK_EQUAL(frame.job.seq, 9u);
  CAF_CHECK_EQUAL(frame.job.id, "scraping-1767225600000-a");
  CAF_CHECK(frame.job.type == job_type::scraping && !frame.job.open);
  CAF_CHECK_EQUAL(copy(json::parse(*frame.text).at("type")), "removed");
  auto job = to_frame(make_job(7, "{}"));
  CAF_CHECK_EQUAL(copy(json::parse(*job.text).at("type")), "job");
}

CAF_TEST(a part of a snapshot holds the jobs that are named) {
  live_snapshot from{
      1, 9, {make_job(1, "1"), make_job(2, "2"), make_job(3, "3")}, {}, 0};
  std::uint32_t places[] = {0, 2};
  auto frame = json::parse(snapshot_frame(from, {true, places, {}, true}));
  CAF_CHECK_EQUAL(frame, json::parse(R"({"type":"snapshot","full":true,)"
                                     R"("seq":9,"jobs":[1,3],"removed":[],)"
                                     R"("more":true})"));
  frame = json::parse(snapshot_frame(from, {}));
  CAF_CHECK(frame.at("jobs").empty());
  from.removed = {{4, "gone-a"}, {5, "gone-b"}};
  std::uint32_t both[] = {0, 1};
  frame = json::parse(snapshot_frame(from, {false, {}, both, false}));
  CAF_CHECK_EQUAL(frame, json::parse(R"({"type":"snapshot","full":false,)"
                                     R"("seq":9,"jobs":[],"removed":)"
                                     R"(["gone-a","gone-b"],"more":false})"));
}
