#define CAF_SUITE cli_report_json
#include "cli/report_json.hpp"

#include <caf/test/unit_test.hpp>

#include "messages/report_json.hpp"
#include "tests/support/copy.hpp"

using namespace leadmill;

namespace {

job_stats sample() {
  job_stats out;
  auto& one = out.types.emplace_back();
  for (std::size_t i = 0; i < one.by_phase.size(); ++i)
    one.by_phase[i] = i + 1;
  one.retries = 5;
  one.leads = {1ull << 33, 20, 30};
  one.last_hour = {2, 3};
  one.last_day = {1ull << 34, 5};
  one.waiting = {8, 1, 2, 3, 1ll << 33};
  one.running = {7, 10, 20, 30, 40};
  out.types.emplace_back().type = job_type::scraping;
  return out;
}

} // namespace

CAF_TEST(statistics come back from their JSON whole) {
  auto text = to_json(sample(), {false, true});
  auto stats = parse_stats_answer(text);
  CAF_REQUIRE(stats.has_value());
  CAF_CHECK(*stats == sample());
  auto paused = parse_paused_answer(text);
  CAF_REQUIRE(paused.has_value());
  CAF_CHECK(*paused == (paused_types{false, true}));
}

CAF_TEST(a history comes back) {
  std::vector<history_entry> history{
      {1, 1767225600000, 0, {}, job_phase::queued, "", ""},
      {9, 1767225600001, 2, job_phase::running, job_phase::retrying, "local",
       "it broke"}};
  auto back = parse_log_answer(to_json("enrichment-1767225600000-a", history));
  CAF_REQUIRE(back.has_value());
  CAF_CHECK(*back == history);
}

CAF_TEST(places come back) {
  std::vector<erased_place> found{{{"enrichment-1767225600000-a", 3}, true},
                                  {{"enrichment-1767225600000-b", 0}, false}};
  auto back = parse_erased_answer(to_json(found));
  CAF_REQUIRE(back.has_value());
  CAF_REQUIRE_EQUAL(back->size(), 2u);
  for (std::size_t i = 0; i < 2; ++i) {
    CAF_CHECK((*back)[i].place == found[i].place);
    CAF_CHECK_EQUAL((*back)[i].had_result, found[i].had_result);
  }
}

CAF_TEST(usage comes back) {
  std::vector<usage_line> lines{
      {{"lookup", 30, 400, 150'001, 2'000'000},
       upstream_limits{"lookup", upstream_kind::provider, 100, 450,
                       10'500'000}},
      {{"people", 0, 0, 0, 0},
       upstream_limits{"people", upstream_kind::source, 0, 0, 0}},
      {{"gone", 1, 2, 3, 4}, std::nullopt}};
  auto back = parse_usage_answer(to_json(lines));
  CAF_REQUIRE(back.has_value());
  CAF_CHECK(*back == lines);
}

CAF_TEST(odd usage counts as none) {
  auto odd = parse_usage_answer(R"({"usage":[{"name":"a","today":-1,
    "costToday":"x","costThisMonth":1e300,"kind":"friend"}]})");
  CAF_REQUIRE(odd.has_value());
  CAF_CHECK_EQUAL(odd->at(0).used.today, 0u);
  CAF_CHECK_EQUAL(odd->at(0).used.today_micros, 0);
  CAF_CHECK(odd->at(0).used.this_month_micros > 0);
  CAF_CHECK(!odd->at(0).limits);
  for (auto bad : {"", "{}", "[]", R"({"usage":{}})", R"({"usage":[1]})",
                   R"({"usage":[{}]})", R"({"usage":[{"name":7}]})"})
    CAF_CHECK(!parse_usage_answer(bad).has_value());
}

CAF_TEST(counts come back) {
  CAF_CHECK_EQUAL(
      copy(*parse_count_answer(R"({"success":true,"count":7})", "count")), 7u);
  CAF_CHECK_EQUAL(
      copy(*parse_count_answer(R"({"success":true,"deleted":3})", "deleted")),
      3u);
}

CAF_TEST(what is no answer of Leadmill is refused) {
  for (auto body :
       {"", "{}", "[]", "<html>", R"({"count":-1,"log":{},"types":[]})",
        R"({"log":[1],"found":[1],"count":"7"})",
        R"({"log":[{"to":"sideways"}],"found":[{"jobId":"x"}]})"}) {
    CAF_CHECK(!parse_count_answer(body, "count").has_value());
    CAF_CHECK(!parse_log_answer(body).has_value());
    CAF_CHECK(!parse_erased_answer(body).has_value());
  }
  for (auto body : {"", "{}", "[]", "<html>"}) {
    CAF_CHECK(!parse_stats_answer(body).has_value());
    CAF_CHECK(!parse_paused_answer(body).has_value());
  }
}

CAF_TEST(parts of another kind count as nothing) {
  auto odd = R"({"types":{"enrichment":{"byPhase":7,"leads":[],"waitingMs":"x",
    "retries":-1},"cleaning":{}},"paused":{"enrichment":"yes"}})";
  auto stats = parse_stats_answer(odd);
  CAF_REQUIRE(stats.has_value());
  CAF_CHECK_EQUAL(stats->types.size(), 1u);
  CAF_CHECK(stats->types.at(0) == type_stats{});
  CAF_CHECK(parse_paused_answer(odd).value() == paused_types{});
}
