#define CAF_SUITE messages_report_json
#include "messages/report_json.hpp"

#include <caf/test/unit_test.hpp>
#include <nlohmann/json.hpp>

#include "tests/support/copy.hpp"

using namespace leadmill;
using nlohmann::json;

namespace {

std::uint64_t& count_of(type_stats& stats, job_phase phase) {
  return stats.by_phase[static_cast<std::size_t>(phase)];
}

} // namespace

CAF_TEST(a history has what each change was and only that) {
  history_entry accepted{1, 1767225600000, 0, {}, job_phase::queued, "", ""};
  history_entry failed{
      9,       1767225600001, 1, job_phase::running, job_phase::retrying,
      "local", "it \"broke\""};
  auto shown = json::parse(
      to_json("enrichment-1767225600000-a", std::vector{accepted, failed}));
  CAF_CHECK_EQUAL(shown, json::parse(R"({"success":true,
    "jobId":"enrichment-1767225600000-a","log":[
    {"seq":1,"time":"2026-01-01T00:00:00.000Z","attempt":0,"to":"queued"},
    {"seq":9,"time":"2026-01-01T00:00:00.001Z","attempt":1,"from":"running",
     "to":"retrying","node":"local","reason":"it \"broke\""}]})"));
  CAF_CHECK(json::parse(to_json("x", std::vector<history_entry>{}))
                .at("log")
                .empty());
}

CAF_TEST(statistics count by phase and by status) {
  job_stats stats;
  auto& one = stats.types.emplace_back();
  count_of(one, job_phase::queued) = 1;
  count_of(one, job_phase::retrying) = 2;
  count_of(one, job_phase::done) = 6;
  count_of(one, job_phase::failed) = 2;
  count_of(one, job_phase::cancelled) = 3;
  count_of(one, job_phase::skipped) = 4;
  one.retries = 5;
  one.leads = {10, 20, 30};
  one.last_hour = {2, 3};
  one.last_day = {4, 5};
  one.waiting = {8, 1, 2, 3, 4};
  one.running = {7, 10, 20, 30, 40};
  stats.types.emplace_back().type = job_type::scraping;
  auto shown = json::parse(to_json(stats, {true, false}));
  auto& enrichment = shown.at("types").at("enrichment");
  CAF_CHECK_EQUAL(enrichment.at("byPhase").size(), 10u);
  CAF_CHECK_EQUAL(enrichment.at("byPhase").at("retrying"), 2);
  CAF_CHECK_EQUAL(enrichment.at("byPhase").at("running"), 0);
  CAF_CHECK_EQUAL(enrichment.at("byStatus"),
                  json::parse(R"({"pending":3,"running":0,"completed":6,
                                  "failed":2,"cancelled":7})"));
  CAF_CHECK_EQUAL(enrichment.at("successRate"), 0.75);
  CAF_CHECK_EQUAL(enrichment.at("failureRate"), 0.25);
  CAF_CHECK_EQUAL(enrichment.at("retries"), 5);
  CAF_CHECK_EQUAL(enrichment.at("leads"),
                  json::parse(R"({"saved":10,"filtered":20,"failed":30})"));
  CAF_CHECK_EQUAL(
      enrichment.at("waitingMs"),
      json::parse(R"({"count":8,"p50":1,"p90":2,"p99":3,"max":4})"));
  CAF_CHECK_EQUAL(enrichment.at("runningMs").at("max"), 40);
  CAF_CHECK_EQUAL(enrichment.at("lastHour"),
                  json::parse(R"({"jobs":2,"leads":3})"));
  CAF_CHECK_EQUAL(enrichment.at("lastDay").at("leads"), 5);
  CAF_CHECK_EQUAL(shown.at("paused"),
                  json::parse(R"({"enrichment":true,"scraping":false})"));
}

CAF_TEST(without ended jobs the rates are zero) {
  job_stats stats;
  stats.types.emplace_back();
  auto shown = json::parse(to_json(stats, {}));
  CAF_CHECK_EQUAL(shown["types"]["enrichment"]["successRate"], 0);
  CAF_CHECK_EQUAL(shown["types"]["enrichment"]["failureRate"], 0);
}

CAF_TEST(a person is found in the input or in both) {
  std::vector<erased_place> found{{{"enrichment-1767225600000-a", 3}, true},
                                  {{"enrichment-1767225600000-b", 0}, false}};
  CAF_CHECK_EQUAL(json::parse(to_json(found)),
                  json::parse(R"({"success":true,"found":[
    {"jobId":"enrichment-1767225600000-a","row":3,"in":["input","result"]},
    {"jobId":"enrichment-1767225600000-b","row":0,"in":["input"]}]})"));
  CAF_CHECK(
      json::parse(to_json(std::vector<erased_place>{})).at("found").empty());
}

CAF_TEST(usage is told against its limits and costs are summed up) {
  usage_report used{
      {{"gone", 1, 2, 3'000, 4'000}, {"lookup", 30, 400, 150'000, 2'000'000}}};
  auto lines = usage_lines(
      used, {{"lookup", upstream_kind::provider, 100, 450, 10'500'000},
             {"people", upstream_kind::source, 0, 0, 0}});
  CAF_CHECK_EQUAL(json::parse(to_json(lines)), json::parse(R"({"success":true,
    "usage":[{"name":"lookup","kind":"provider","today":30,"thisMonth":400,
      "costToday":0.15,"costThisMonth":2,"dailyLimit":100,"monthlyLimit":450,
      "spendCap":10.5,"remainingToday":50,"remainingThisMonth":50},
     {"name":"people","kind":"source","today":0,"thisMonth":0,"costToday":0,
      "costThisMonth":0},
     {"name":"gone","today":1,"thisMonth":2,"costToday":0.003,
      "costThisMonth":0.004}],"costToday":0.153,"costThisMonth":2.004})"));
  CAF_CHECK_EQUAL(to_json(std::vector<usage_line>{}),
                  R"({"success":true,"usage":[],"costToday":0,)"
                  R"("costThisMonth":0})");
}
