#define CAF_SUITE messages_json
#include "messages/json.hpp"

#include <random>

#include <caf/test/unit_test.hpp>
#include <nlohmann/json.hpp>

#include "tests/support/copy.hpp"

using namespace leadmill;
using nlohmann::json;

namespace {

std::string as_json(std::string_view text) {
  std::string out;
  append_quoted(out, text);
  return out;
}

job sample() {
  job j;
  j.id = "enrichment-1767225600000-k3x9f2a";
  j.phase = job_phase::running;
  j.progress = {45, 100};
  j.counts = {44, 1, 0};
  j.attempt = 1;
  j.seq = 1881;
  j.created_at = 1'767'225'600'000;
  j.tags = {"a \"b\""};
  j.metadata = R"({"k":[1,2]})";
  return j;
}

} // namespace

CAF_TEST(any text comes back through another parser) {
  std::mt19937 random{11};
  for (int round = 0; round < 2'000; ++round) {
    std::string text;
    for (auto n = random() % 40; n > 0; --n)
      text += static_cast<char>(random() % 128);
    CAF_REQUIRE_EQUAL(json::parse(as_json(text)).get<std::string>(), text);
  }
  for (std::string text : {"Zoë", "日本", "😀", "\xc2\x80", "\xf4\x8f\xbf\xbf"})
    CAF_CHECK_EQUAL(json::parse(as_json(text)).get<std::string>(), text);
}

CAF_TEST(bytes that are no UTF - 8 become the replacement character) {
  for (std::string bad : {"\xff", "\xc0\x80", "\xed\xa0\x80",
                          "\xf5\x80\x80\x80", "\xe2\x82", "\x80"}) {
    auto text = as_json("a" + bad);
    CAF_CHECK(json::accept(text));
    CAF_CHECK(text.find("\xef\xbf\xbd") != std::string::npos);
  }
}

CAF_TEST(random bytes never make invalid JSON) {
  std::mt19937 random{12};
  for (int round = 0; round < 5'000; ++round) {
    std::string text;
    for (auto n = random() % 12; n > 0; --n)
      text += static_cast<char>(random() % 256);
    CAF_REQUIRE(json::accept(as_json(text)));
  }
}

CAF_TEST(a job has the members of the API and only those that are set) {
  auto shown = json::parse(to_json(sample()));
  CAF_CHECK_EQUAL(shown["jobId"], "enrichment-1767225600000-k3x9f2a");
  CAF_CHECK_EQUAL(shown["type"], "enrichment");
  CAF_CHECK_EQUAL(shown["status"], "running");
  CAF_CHECK_EQUAL(shown["phase"], "running");
  CAF_CHECK_EQUAL(shown["progress"],
                  json::parse(R"({"current":45,"total":100,"percentage":45})"));
  CAF_CHECK_EQUAL(shown["counts"],
                  json::parse(R"({"saved":44,"filtered":1,"failed":0})"));
  CAF_CHECK_EQUAL(shown["seq"], 1881);
  CAF_CHECK_EQUAL(shown["createdAt"], "2026-01-01T00:00:00.000Z");
  CAF_CHECK_EQUAL(shown["metadata"], json::parse(R"({"k":[1,2]})"));
  CAF_CHECK_EQUAL(shown["tags"], json::parse(R"(["a \"b\""])"));
  for (auto absent : {"startedAt", "completedAt", "error", "code", "node"})
    CAF_CHECK(!shown.contains(absent));
}

CAF_TEST(a job tells when and after what it starts and how long it may take) {
  auto j = sample();
  auto shown = json::parse(to_json(j));
  CAF_CHECK_EQUAL(shown["priority"], "normal");
  for (auto absent : {"runAt", "timeoutSeconds", "after", "afterPolicy"})
    CAF_CHECK(!shown.contains(absent));
  j.priority = job_priority::high;
  j.run_at = j.created_at + 1;
  j.timeout_s = 60;
  j.after = "scraping-1767225600000-a";
  j.policy = after_policy::always;
  shown = json::parse(to_json(j));
  CAF_CHECK_EQUAL(shown["priority"], "high");
  CAF_CHECK_EQUAL(shown["runAt"], "2026-01-01T00:00:00.001Z");
  CAF_CHECK_EQUAL(shown["timeoutSeconds"], 60);
  CAF_CHECK_EQUAL(shown["after"], j.after);
  CAF_CHECK_EQUAL(shown["afterPolicy"], "always");
}

CAF_TEST(a completed job of no rows is at a hundred percent) {
  auto j = sample();
  j.progress = {0, 0};
  auto shown = json::parse(to_json(j));
  CAF_CHECK_EQUAL(shown["progress"]["percentage"], 0);
  j.phase = job_phase::done;
  shown = json::parse(to_json(j));
  CAF_CHECK_EQUAL(shown["progress"]["percentage"], 100);
}

CAF_TEST(a lead is composed of its parts) {
  lead_result lead;
  lead.row = 7;
  lead.status = lead_status::filtered;
  lead.reason = "no phone";
  lead.key = "0123456789abcdef0123456789abcdef";
  lead.duplicate_of = 3;
  lead.input = R"({"Name":"A"})";
  lead.fields = R"({"name":"A","age":4})";
  std::string out;
  append_json(out, lead);
  CAF_CHECK_EQUAL(json::parse(out), json::parse(R"({"row":7,
    "status":"filtered","key":"0123456789abcdef0123456789abcdef",
    "filterReason":"no phone","duplicateOf":3,"name":"A",
    "age":4,"input":{"Name":"A"}})"));
}

CAF_TEST(a lead without fields is composed too and a failed one says why) {
  lead_result lead;
  lead.status = lead_status::failed;
  lead.reason = "broken";
  lead.input = lead.fields = "{}";
  std::string out;
  append_json(out, lead);
  CAF_CHECK_EQUAL(json::parse(out), json::parse(R"({"row":0,"status":"failed",
    "errors":["broken"],"input":{}})"));
}

CAF_TEST(a problem is told in both ways) {
  problem what{errc::invalid_argument, "bad", {{"/a/0", "worse"}}};
  auto shown = json::parse(
      to_problem_json(what, 400, "Bad Request", "invalid_argument", "/api/x"));
  CAF_CHECK_EQUAL(shown["status"], 400);
  CAF_CHECK_EQUAL(shown["detail"], "bad");
  CAF_CHECK_EQUAL(shown["error"], "bad");
  CAF_CHECK_EQUAL(shown["success"], false);
  CAF_CHECK_EQUAL(shown["instance"], "/api/x");
  CAF_CHECK_EQUAL(shown["errors"][0]["pointer"], "/a/0");
  for (auto name : {"type", "title", "code"})
    CAF_CHECK(shown[name].is_string());
}

CAF_TEST(an erased lead says so and nothing of the person) {
  lead_result lead;
  lead.status = lead_status::filtered;
  lead.reason = "erased";
  lead.input = "{}";
  lead.fields = R"({"erased":true})";
  std::string out;
  append_json(out, lead);
  CAF_CHECK_EQUAL(json::parse(out), json::parse(R"({"row":0,
    "status":"filtered","filterReason":"erased","erased":true,"input":{}})"));
}

CAF_TEST(a job that was accepted in vain is named) {
  auto shown = [](errc code, std::string detail) {
    return json::parse(
        to_problem_json({code, std::move(detail), {}}, 503, "T", "c", "/"));
  };
  auto id = "enrichment-1767225600000-k3x9f2a";
  auto named = shown(errc::dispatch_failed, std::string{"Try again: "} + id);
  CAF_CHECK_EQUAL(named["jobId"], id);
  CAF_CHECK(!shown(errc::dispatch_failed, "Try again").contains("jobId"));
  CAF_CHECK(!shown(errc::unavailable, id).contains("jobId"));
}

CAF_TEST(a limit that is reached is told as it always was) {
  for (auto [code, type] : {std::pair{errc::daily_limit, "daily"},
                            {errc::monthly_limit, "monthly"}}) {
    auto shown = json::parse(to_problem_json({code, "At most 5 a day", {}}, 429,
                                             "T", to_string(code), "/"));
    CAF_CHECK_EQUAL(shown["error"], "Scrape limit reached");
    CAF_CHECK_EQUAL(shown["message"], "At most 5 a day");
    CAF_CHECK_EQUAL(shown["detail"], "At most 5 a day");
    CAF_CHECK_EQUAL(shown["limitType"], type);
    CAF_CHECK_EQUAL(shown["success"], false);
  }
  auto other = json::parse(
      to_problem_json({errc::too_many, "full", {}}, 429, "T", "c", "/"));
  CAF_CHECK(!other.contains("limitType") && !other.contains("message"));
}

CAF_TEST(a search that found the end early is as complete as any) {
  auto scraped = sample();
  scraped.id = "scraping-1767225600000-a";
  scraped.type = job_type::scraping;
  scraped.progress = {3, 10};
  scraped.phase = job_phase::running;
  CAF_CHECK_EQUAL(copy(json::parse(to_json(scraped))["progress"]["percentage"]),
                  30);
  scraped.phase = job_phase::done;
  auto shown = json::parse(to_json(scraped));
  CAF_CHECK_EQUAL(shown["progress"],
                  json::parse(R"({"current":3,"total":10,"percentage":100})"));
  CAF_CHECK_EQUAL(shown["type"], "scraping");
  scraped.phase = job_phase::failed;
  CAF_CHECK_EQUAL(copy(json::parse(to_json(scraped))["progress"]["percentage"]),
                  30);
}

CAF_TEST(a page of jobs has their count and a cursor if there is more) {
  auto page = json::parse(to_json(std::vector<job>{sample(), sample()}, "n5"));
  CAF_CHECK_EQUAL(page["count"], 2);
  CAF_CHECK_EQUAL(page["jobs"].size(), 2u);
  CAF_CHECK_EQUAL(page["nextCursor"], "n5");
  CAF_CHECK(
      !json::parse(to_json(std::vector<job>{}, "")).contains("nextCursor"));
}

CAF_TEST(lists of strings come back) {
  std::vector<std::string> list{"a", "", "\"", "ü"};
  CAF_CHECK(parse_strings(to_json(list)) == list);
  CAF_CHECK(parse_strings("[1,\"a\",null]") == std::vector<std::string>{"a"});
  CAF_CHECK(parse_strings("nonsense").empty());
}
