#define CAF_SUITE config_describe
#include "config/describe.hpp"

#include <caf/test/unit_test.hpp>

#include "config/keys.hpp"
#include "config/load.hpp"
#include "tests/config/check_for.hpp"
#include "tests/support/scratch.hpp"

using namespace leadmill;

namespace {

schedule_config schedule(const char* name, const cron_rule& when,
                         const char* file) {
  schedule_config result;
  result.name = name;
  result.when = when;
  result.file = file;
  return result;
}

} // namespace

CAF_TEST(keys are never shown) {
  config value;
  value.event_key = "event-0123456789-0123456789-0123456789";
  value.signing_key = "sign-0123456789-0123456789-0123456789";
  auto text = describe(value);
  CAF_CHECK(text.find("0123456789") == std::string::npos);
  CAF_CHECK(text.find("event_key = \"(set, not shown)\"") != std::string::npos);
  for (const auto& [name, shown] : describe_values(value))
    CHECK_FOR(name, shown.find("0123456789") == std::string::npos);
}

CAF_TEST(a key that is not set is shown as empty) {
  CAF_CHECK(describe(config{}).find("event_key = \"\"\n") != std::string::npos);
}

CAF_TEST(every key stands once under its table) {
  auto text = describe(config{}, {{"jobs.slots", "--slots"}});
  CAF_CHECK(text.find("[server]\nlisten = \"127.0.0.1:8288\"\n")
            != std::string::npos);
  CAF_CHECK(text.find("slots = 4  # --slots\n") != std::string::npos);
  CAF_CHECK_EQUAL(describe_values(config{}).size(), config_keys().size());
}

CAF_TEST(a schedule is shown with its next three starts) {
  config value;
  value.schedules.push_back({"nightly",
                             {"30 2 * * *", "America/New_York"},
                             "leads.csv",
                             job_priority::low,
                             {"a"},
                             {},
                             3,
                             {"crm"}});
  // 2026-03-07T12:00Z, the day before the clocks change.
  auto text =
      describe(value, {{"schedule[1].cron", "x.toml:7"}}, 1'772'884'800'000);
  CAF_CHECK_EQUAL(text.substr(text.find("\n[[schedule]]")),
                  "\n[[schedule]]\n"
                  "name = \"nightly\"\n"
                  "cron = \"30 2 * * *\"  # x.toml:7\n"
                  "time_zone = \"America/New_York\"\n"
                  "hours = \"\"\n"
                  "weekends = true\n"
                  "file = \"leads.csv\"\n"
                  "priority = \"low\"\n"
                  "tags = [\"a\"]\n"
                  "steps = []\n"
                  "outputs = [\"crm\"]\n"
                  "max_attempts = 3\n"
                  "# starts 2026-03-08T03:00:00-04:00\n"
                  "# starts 2026-03-09T02:30:00-04:00\n"
                  "# starts 2026-03-10T02:30:00-04:00\n");
}

CAF_TEST(what is shown can be read again) {
  config value;
  value.jobs.slots = 7;
  value.schedules.push_back(schedule("one", {"@daily"}, "a.csv"));
  value.schedules.push_back(
      schedule("two", {"@hourly", "UTC", "09:00-17:00", false}, "b.csv"));
  scratch dir;
  config_sources sources;
  sources.file = dir.write("x.toml", describe(value));
  auto loaded = load_config(sources);
  CAF_CHECK(loaded.problems.empty());
  CAF_CHECK_EQUAL(describe(loaded.value, {}, 0), describe(value, {}, 0));
}

CAF_TEST(schedules are described in order and a wrong one without starts) {
  config value;
  value.schedules.push_back(schedule("wrong", {"never"}, "a.csv"));
  value.schedules.push_back(
      schedule("good", {"@daily", "Asia/Tokyo"}, "b.csv"));
  auto described = describe_schedules(value, 1'772'884'800'000);
  CAF_REQUIRE_EQUAL(described.size(), 2u);
  CAF_CHECK(described[0].next.empty());
  CAF_CHECK_EQUAL(described[0].values[0].second, "\"wrong\"");
  CAF_CHECK_EQUAL(described[1].values[1].first, "cron");
  CAF_CHECK_EQUAL(described[1].next,
                  (std::vector<std::string>{"2026-03-08T00:00:00+09:00",
                                            "2026-03-09T00:00:00+09:00",
                                            "2026-03-10T00:00:00+09:00"}));
}
