#define CAF_SUITE config_load
#include "config/load.hpp"

#include <algorithm>

#include <stdlib.h>

#include <caf/test/unit_test.hpp>

#include "tests/config/check_for.hpp"
#include "tests/support/scratch.hpp"

using namespace leadmill;

namespace {

const std::string event_key = "event-key-0123456789-0123456789-0123456789";
const std::string other_key = "other-key-0123456789-0123456789-0123456789";

using variables = std::map<std::string, std::string>;

loaded_config load(variables environment,
                   std::vector<flag_override> flags = {}) {
  config_sources sources;
  sources.default_files.clear();
  sources.environment = std::move(environment);
  sources.flags = std::move(flags);
  return load_config(sources);
}

loaded_config load_text(std::string_view text, variables environment = {},
                        std::vector<flag_override> flags = {}) {
  scratch dir;
  config_sources sources;
  sources.file = dir.write("x.toml", text);
  sources.environment = std::move(environment);
  sources.flags = std::move(flags);
  return load_config(sources);
}

bool holds(const std::string& text, std::string_view part) {
  return text.find(part) != std::string::npos;
}

constexpr auto two_schedules = R"([[schedule]]
name = "nightly"
cron = "@daily"
file = "a.csv"

[[schedule]]
name = "often"
cron = "*/5 * * * *"
time_zone = "America/${CITY}"
hours = "09:00-17:00"
weekends = false
file = "b.csv"
priority = "high"
tags = ["x"]
steps = ["email"]
max_attempts = 2
)";

// Whether there is one problem, which holds `part`.
bool is_one(const loaded_config& loaded, std::string_view part) {
  return loaded.problems.size() == 1
         && holds(to_string(loaded.problems[0]), part);
}

// The only problem, or a text that says why there is no such.
std::string only_problem(const loaded_config& loaded) {
  if (loaded.problems.size() == 1)
    return to_string(loaded.problems[0]);
  std::string all = std::to_string(loaded.problems.size()) + " problems";
  for (const auto& problem : loaded.problems)
    all += "\n" + to_string(problem);
  return all;
}

} // namespace

CAF_TEST(without any source the defaults hold) {
  auto loaded = load({});
  CAF_CHECK(loaded.problems.empty());
  CAF_CHECK(loaded.file.empty());
  CAF_CHECK(loaded.origins.empty());
  CAF_CHECK_EQUAL(loaded.value.jobs.slots, 4u);
}

CAF_TEST(the environment goes over the file and flags over both) {
  auto text = "[jobs]\nslots = 5\n[log]\nlevel = \"warn\"\n"
              "[leads]\nmax_age = 40\n";
  auto loaded = load_text(
      text, {{"LEADMILL_JOBS_SLOTS", "6"}, {"LEADMILL_LOG_LEVEL", "error"}},
      {{"--slots", "jobs.slots", "7"}});
  CAF_CHECK(loaded.problems.empty());
  CAF_CHECK_EQUAL(loaded.value.jobs.slots, 7u);
  CAF_CHECK_EQUAL(loaded.value.log.level, "error");
  CAF_CHECK_EQUAL(loaded.value.leads.max_age, 40u);
  CAF_CHECK_EQUAL(loaded.origins["jobs.slots"], "--slots");
  CAF_CHECK_EQUAL(loaded.origins["log.level"], "LEADMILL_LOG_LEVEL");
  CAF_CHECK_EQUAL(loaded.origins["leads.max_age"], loaded.file + ":6");
}

CAF_TEST(without a named file the first default that exists is read) {
  scratch dir;
  config_sources sources;
  sources.default_files = {dir.path() / "missing.toml",
                           dir.write("a.toml", "[jobs]\nslots = 9\n"),
                           dir.write("b.toml", "[jobs]\nslots = 10\n")};
  auto loaded = load_config(sources);
  CAF_CHECK(loaded.problems.empty());
  CAF_CHECK_EQUAL(loaded.file, (dir.path() / "a.toml").string());
  CAF_CHECK_EQUAL(loaded.value.jobs.slots, 9u);
}

CAF_TEST(the shipped defaults are looked for in the working directory first) {
  config_sources sources;
  CAF_REQUIRE_EQUAL(sources.default_files.size(), 2u);
  CAF_CHECK_EQUAL(sources.default_files[0].string(), "config/leadmill.toml");
  CAF_CHECK_EQUAL(sources.default_files[1].string(),
                  "/etc/leadmill/leadmill.toml");
}

CAF_TEST(a named file that does not exist is a problem) {
  scratch dir;
  config_sources sources;
  sources.file = dir.path() / "missing.toml";
  CAF_CHECK(holds(only_problem(load_config(sources)), "missing.toml: "));
  sources.file = "";
  CAF_CHECK_EQUAL(load_config(sources).problems.size(), 1u);
}

CAF_TEST(an unknown key is named with its line and the nearest one) {
  auto problem = only_problem(load_text("[server]\n\nlisten_on = \"x\"\n"));
  CAF_CHECK(holds(problem, "x.toml:3: "));
  CAF_CHECK(holds(problem, "\"server.listen_on\""));
  CAF_CHECK(holds(problem, "\"server.listen\""));
  CAF_CHECK(holds(only_problem(load_text("event_kye = \"secret-value\"\n")),
                  "\"event_key\""));
  CAF_CHECK(!holds(only_problem(load_text("event_kye = \"secret-value\"\n")),
                   "secret-value"));
  CAF_CHECK(holds(only_problem(load_text("[jbos]\n")), "\"jbos\""));
}

CAF_TEST(a table written as a value is explained and an empty table is fine) {
  CAF_CHECK(holds(only_problem(load_text("server = \"x:1\"\n")), "[server]"));
  CAF_CHECK(load_text("[server]\n").problems.empty());
}

CAF_TEST(an array of tables in the place of a table is one problem) {
  CAF_CHECK(is_one(load_text("[[server]]\nlisten = \"[::1]:1\"\nb = 1\n"),
                   "x.toml:1: server is one table: write [server]"));
  CAF_CHECK(is_one(load_text("[[shedule]]\nname = \"a\"\n"),
                   "x.toml:1: there is no list of tables \"shedule\"; the only "
                   "one is [[schedule]]"));
}

CAF_TEST(a block of a misspelt kind is told once) {
  CAF_CHECK(is_one(load_text("[providers.lookup]\nstep = \"a\"\nurl = \"b\"\n"
                             "[providers.other]\nstep = \"c\"\n"),
                   "x.toml:2: there is no table \"providers\"; the nearest one "
                   "is [provider.NAME]"));
  CAF_CHECK(is_one(load_text("[sorce.pages]\nurl = \"b\"\n"),
                   "the nearest one is [source.NAME]"));
}

CAF_TEST(schedules are read in order with their lines) {
  auto loaded = load_text(two_schedules, {{"CITY", "New_York"}});
  CAF_CHECK(loaded.problems.empty());
  CAF_REQUIRE_EQUAL(loaded.value.schedules.size(), 2u);
  const auto& first = loaded.value.schedules[0];
  CAF_CHECK_EQUAL(first.name, "nightly");
  CAF_CHECK_EQUAL(first.when.expression, "@daily");
  CAF_CHECK_EQUAL(first.when.zone, "UTC");
  const auto& second = loaded.value.schedules[1];
  CAF_CHECK_EQUAL(second.name, "often");
  CAF_CHECK_EQUAL(second.when.zone, "America/New_York");
  CAF_CHECK_EQUAL(second.when.hours, "09:00-17:00");
  CAF_CHECK(!second.when.weekends);
  CAF_CHECK_EQUAL(second.file, "b.csv");
  CAF_CHECK(second.priority == job_priority::high);
  CAF_CHECK_EQUAL(second.tags, std::vector<std::string>{"x"});
  CAF_CHECK_EQUAL(second.steps, std::vector<std::string>{"email"});
  CAF_CHECK_EQUAL(second.max_attempts, 2u);
  CAF_CHECK_EQUAL(loaded.origins["schedule[1]"], loaded.file + ":1");
  CAF_CHECK_EQUAL(loaded.origins["schedule[2]"], loaded.file + ":6");
  CAF_CHECK_EQUAL(loaded.origins["schedule[2].cron"], loaded.file + ":8");
}

CAF_TEST(everything that is wrong with schedules is named with its place) {
  auto loaded = load_text("[[schedule]]\nname = \"a\"\ncorn = \"@daily\"\n"
                          "[[schedule]]\nname = 5\ncron = \"${NO_SUCH}\"\n"
                          "file = \"b.csv\"\nweekends = \"no\"\n"
                          "priority = \"highest\"\n");
  std::vector<std::string> found;
  for (const auto& problem : loaded.problems)
    found.push_back(to_string(problem).substr(loaded.file.size()));
  for (auto expected :
       {":3: there is no key \"schedule[1].corn\"; the nearest one is "
        "\"schedule[1].cron\"",
        ":5: schedule[2].name (what it is called) must be a text, in quotes",
        ":6: schedule[2].cron takes its value from ${NO_SUCH}, which is not "
        "set in the environment",
        ":8: schedule[2].weekends (whether it starts on weekends) must be true "
        "or false, without quotes",
        ":9: schedule[2].priority (which jobs go first) must be \"low\", "
        "\"normal\" or \"high\"",
        ":1: schedule[1].file is \"\"; it must name a CSV file of leads"})
    CHECK_FOR(expected,
              std::find(found.begin(), found.end(), expected) != found.end());
  for (auto where :
       {":1: schedule[1].cron", ":4: schedule[2].name", ":4: schedule[2].cron"})
    CHECK_FOR(where,
              std::any_of(found.begin(), found.end(), [&](const auto& text) {
                return text.starts_with(where);
              }));
  CAF_CHECK_EQUAL(found.size(), 9u);
}

CAF_TEST(schedules as one table or as a value are one problem) {
  for (auto text :
       {"[schedule]\nname = \"a\"\ncron = \"@daily\"\n",
        "schedule = \"@daily\"\n", "[schedule]\n",
        "\"schedule.cron\" = \"@daily\"\n", "schedule = [\"@daily\"]\n",
        "[schedule.one]\ncron = \"@daily\"\n"})
    CHECK_FOR(text, is_one(load_text(text), "begin each with [[schedule]]"));
  CAF_CHECK(load_text("schedule = []\n").problems.empty());
}

CAF_TEST(no variable sets a schedule) {
  auto problem = only_problem(load({{"LEADMILL_SCHEDULE_CRON", "@daily"}}));
  CAF_CHECK(holds(problem, "LEADMILL_SCHEDULE_CRON: there is no such setting"));
}

CAF_TEST(an unknown variable is named with the nearest one and no value) {
  auto problem = only_problem(load({{"LEADMILL_EVENT_KYE", "secret-value"}}));
  CAF_CHECK(holds(problem, "LEADMILL_EVENT_KYE: "));
  CAF_CHECK(holds(problem, "LEADMILL_EVENT_KEY"));
  CAF_CHECK(!holds(problem, "secret-value"));
}

CAF_TEST(what container platforms set for a service of that name is ignored) {
  variables links;
  for (auto name :
       {"LEADMILL_SERVICE_HOST", "LEADMILL_SERVICE_PORT",
        "LEADMILL_SERVICE_PORT_HTTP", "LEADMILL_PORT", "LEADMILL_NAME",
        "LEADMILL_PORT_8288_TCP", "LEADMILL_PORT_8288_TCP_PROTO",
        "LEADMILL_PORT_8288_TCP_PORT", "LEADMILL_PORT_8288_TCP_ADDR"})
    links[name] = "x";
  CAF_CHECK(load(links).problems.empty());
  CAF_CHECK_EQUAL(load({{"LEADMILL_PORTS", "1"}}).problems.size(), 1u);
}

CAF_TEST(an empty variable counts as not set) {
  auto loaded = load_text("event_key = \"" + event_key + "\"\n",
                          {{"LEADMILL_EVENT_KEY", ""}});
  CAF_CHECK(loaded.problems.empty());
  CAF_CHECK_EQUAL(loaded.value.event_key, event_key);
}

CAF_TEST(a value can come from a file without its last line break) {
  scratch dir;
  for (auto end : {"", "\n", "\r\n"}) {
    auto file = dir.write("key", event_key + end);
    auto loaded = load({{"LEADMILL_EVENT_KEY_FILE", file}});
    CAF_CHECK(loaded.problems.empty());
    CAF_CHECK_EQUAL(loaded.value.event_key, event_key);
    CAF_CHECK_EQUAL(loaded.origins["event_key"], "LEADMILL_EVENT_KEY_FILE");
  }
  auto slots = dir.write("slots", "9\n");
  CAF_CHECK_EQUAL(load({{"LEADMILL_JOBS_SLOTS_FILE", slots}}).value.jobs.slots,
                  9u);
  auto two = dir.write("two", event_key + "\n\n");
  CAF_CHECK_EQUAL(load({{"LEADMILL_EVENT_KEY_FILE", two}}).problems.size(), 1u);
}

CAF_TEST(a value and its file at once is a problem) {
  scratch dir;
  auto file = dir.write("key", event_key);
  auto problem = only_problem(load(
      {{"LEADMILL_EVENT_KEY", other_key}, {"LEADMILL_EVENT_KEY_FILE", file}}));
  CAF_CHECK(holds(problem, "LEADMILL_EVENT_KEY_FILE"));
  CAF_CHECK(!holds(problem, other_key));
}

CAF_TEST(a value file that cannot be read is a problem) {
  scratch dir;
  auto missing = (dir.path() / "missing").string();
  CAF_CHECK(holds(only_problem(load({{"LEADMILL_LOG_LEVEL_FILE", missing}})),
                  "LEADMILL_LOG_LEVEL_FILE: "));
}

CAF_TEST(older names are accepted and the new name wins) {
  auto loaded = load({{"INNGEST_EVENT_KEY", event_key},
                      {"INNGEST_SIGNING_KEY", other_key},
                      {"NEXT_PUBLIC_BASE_URL", "https://app.example.com"}});
  CAF_CHECK(loaded.problems.empty());
  CAF_CHECK_EQUAL(loaded.value.event_key, event_key);
  CAF_CHECK_EQUAL(loaded.value.signing_key, other_key);
  CAF_CHECK_EQUAL(loaded.value.base_url, "https://app.example.com");
  loaded = load(
      {{"INNGEST_EVENT_KEY", event_key}, {"LEADMILL_EVENT_KEY", other_key}});
  CAF_CHECK_EQUAL(loaded.value.event_key, other_key);
  scratch dir;
  auto file = dir.write("key", other_key);
  loaded = load(
      {{"INNGEST_EVENT_KEY", event_key}, {"LEADMILL_EVENT_KEY_FILE", file}});
  CAF_CHECK_EQUAL(loaded.value.event_key, other_key);
  CAF_CHECK(holds(only_problem(load({{"INNGEST_EVENT_KEY", "short"}})),
                  "INNGEST_EVENT_KEY: "));
}

CAF_TEST(texts of the file take variables and other sources do not) {
  auto loaded = load_text("base_url = \"https://${HOST_NAME}/\"\n"
                          "[leads]\njunk_carriers = [\"${CARRIER}\", \"x\"]\n",
                          {{"HOST_NAME", "app.example.com"},
                           {"CARRIER", "Example, Inc."},
                           {"LEADMILL_SERVER_DATA_DIR", "${HOST_NAME}"}});
  CAF_CHECK(loaded.problems.empty());
  CAF_CHECK_EQUAL(loaded.value.base_url, "https://app.example.com/");
  CAF_CHECK_EQUAL(loaded.value.leads.junk_carriers[0], "Example, Inc.");
  CAF_CHECK_EQUAL(loaded.value.server.data_dir, "${HOST_NAME}");
}

CAF_TEST(an unset variable in a text is named with its key and line) {
  auto problem = only_problem(load_text("\nbase_url = \"${NOT_SET}\"\n"));
  CAF_CHECK(holds(problem, "x.toml:2: base_url"));
  CAF_CHECK(holds(problem, "${NOT_SET}"));
}

CAF_TEST(every problem of every source is reported at once) {
  auto loaded =
      load_text("nonsense = 1\nenvironment = \"production\"\n"
                "[jobs]\nslots = \"four\"\n[log]\nlevel = \"loud\"\n",
                {{"LEADMILL_LEADS_MAX_AGE", "old"}, {"LEADMILL_NONSENSE", "1"}},
                {{"--listen", "server.listen", "everywhere"}});
  // Six of the sources and the log level, both keys and the base URL.
  CAF_CHECK_EQUAL(loaded.problems.size(), 9u);
  for (auto where :
       {"x.toml:1", "x.toml:4", "x.toml:6", "LEADMILL_LEADS_MAX_AGE",
        "LEADMILL_NONSENSE", "--listen", "LEADMILL_EVENT_KEY",
        "LEADMILL_SIGNING_KEY", "LEADMILL_BASE_URL"})
    CHECK_FOR(where, std::any_of(loaded.problems.begin(), loaded.problems.end(),
                                 [&](const auto& problem) {
                                   return problem.where.ends_with(where);
                                 }));
}

CAF_TEST(no source shows the value of a key in a problem) {
  for (const auto& loaded :
       {load({{"LEADMILL_EVENT_KEY", "tiny-secret"}}),
        load_text("event_key = \"tiny-secret\"\n"),
        load_text("signing_key = [\"tiny-secret\"]\n"),
        load_text("[event_key]\nx = \"tiny-secret\"\n"),
        load({}, {{"--event-key", "event_key", "tiny-secret"}})})
    CAF_CHECK(!holds(only_problem(loaded), "tiny-secret"));
}

CAF_TEST(the variables of this process are read) {
  CAF_REQUIRE_EQUAL(setenv("A_TEST_VARIABLE", "a=b", 1), 0);
  auto found = process_environment();
  CAF_CHECK_EQUAL(found["A_TEST_VARIABLE"], "a=b");
}
