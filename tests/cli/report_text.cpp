#define CAF_SUITE cli_report_text
#include "cli/report_text.hpp"

#include <caf/test/unit_test.hpp>

using namespace leadmill;

namespace {

void set(type_stats& stats, job_phase phase, std::uint64_t n) {
  stats.by_phase[static_cast<std::size_t>(phase)] = n;
}

} // namespace

CAF_TEST(durations are told in the unit that fits) {
  CAF_CHECK_EQUAL(duration_text(0), "0 ms");
  CAF_CHECK_EQUAL(duration_text(999), "999 ms");
  CAF_CHECK_EQUAL(duration_text(12'345), "12.3 s");
  CAF_CHECK_EQUAL(duration_text(245'000), "4 min 05 s");
  CAF_CHECK_EQUAL(duration_text(7'380'000), "2 h 03 min");
  CAF_CHECK_EQUAL(duration_text(4'000'000'000), "1,111 h 06 min");
}

CAF_TEST(a history is a line for each change) {
  std::vector<history_entry> history{
      {1, 1767225600000, 0, {}, job_phase::queued, "", ""},
      {2, 1767225600001, 1, job_phase::queued, job_phase::running, "local", ""},
      {9, 1767225600002, 1, job_phase::running, job_phase::retrying, "",
       "it broke"}};
  CAF_CHECK_EQUAL(
      to_text(history),
      "2026-01-01T00:00:00.000Z  attempt 0  queued\n"
      "2026-01-01T00:00:00.001Z  attempt 1  queued -> running on local\n"
      "2026-01-01T00:00:00.002Z  attempt 1  running -> retrying: it broke\n");
}

CAF_TEST(statistics say what became of the jobs) {
  job_stats stats;
  auto& one = stats.types.emplace_back();
  set(one, job_phase::done, 6'000);
  set(one, job_phase::failed, 2'000);
  set(one, job_phase::skipped, 1);
  one.retries = 1;
  one.leads = {10, 20, 30};
  one.last_hour = {2, 3'000};
  one.last_day = {4, 5'000};
  one.waiting = {8, 1, 2, 3, 2'000};
  stats.types.emplace_back().type = job_type::scraping;
  CAF_CHECK_EQUAL(to_text(stats, {false, true}),
                  "enrichment\n"
                  "  jobs     6,000 done, 2,000 failed, 1 skipped\n"
                  "  outcome  75.0 % completed, 25.0 % failed; 1 retry\n"
                  "  leads    10 saved, 20 filtered, 30 failed\n"
                  "  hour     2 jobs completed, 3,000 leads; a day: 4 jobs, "
                  "5,000 leads\n"
                  "  waiting  median 1 ms, 90 % within 2 ms, 99 % within 3 ms, "
                  "at most 2.0 s\n"
                  "  running  not measured yet\n"
                  "scraping (paused)\n"
                  "  jobs     none\n"
                  "  outcome  nothing has completed or failed; 0 retries\n"
                  "  leads    0 saved, 0 filtered, 0 failed\n"
                  "  hour     0 jobs completed, 0 leads; a day: 0 jobs, 0 "
                  "leads\n"
                  "  waiting  not measured yet\n"
                  "  running  not measured yet\n");
}

CAF_TEST(erased places are listed and counted) {
  CAF_CHECK_EQUAL(to_text(std::vector<erased_place>{}),
                  "Nobody with this key is kept.\n");
  std::vector<erased_place> found{{{"enrichment-1767225600000-a", 3}, true},
                                  {{"enrichment-1767225600000-b", 0}, false}};
  CAF_CHECK_EQUAL(to_text(found),
                  "enrichment-1767225600000-a row 3: input and result\n"
                  "enrichment-1767225600000-b row 0: input\n"
                  "Erased in 2 places.\n");
}

CAF_TEST(usage is a table with limits and a sum) {
  CAF_CHECK_EQUAL(to_text(std::vector<usage_line>{}),
                  "No provider or source is in use.\n");
  usage_line lookup{{"number_lookup", 1'204, 20'000, 6'020'000, 100'000'000},
                    upstream_limits{"number_lookup", upstream_kind::provider,
                                    5'000, 100'000, 200'000'000}};
  usage_line people{{"people", 3, 4, 0, 0},
                    upstream_limits{"people", upstream_kind::source, 0, 0, 0}};
  usage_line gone{{"gone", 0, 1, 0, 500}, std::nullopt};
  CAF_CHECK_EQUAL(
      to_text(std::vector<usage_line>{lookup, people, gone}),
      "name           kind                 today         this month  cost "
      "today  cost this month\n"
      "number_lookup  provider    1,204 of 5,000  20,000 of 100,000        "
      "6.02       100 of 200\n"
      "people         source                   3                  4           "
      "0                0\n"
      "gone           not in use               0                  1           "
      "0           0.0005\n"
      "all                                                                 "
      "6.02         100.0005\n");
  auto one = to_text(std::vector<usage_line>{people});
  CAF_CHECK(one.find("all") == std::string::npos);
}
