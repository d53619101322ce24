#define CAF_SUITE config_check
#include "config/check.hpp"

#include <algorithm>
#include <string>

#include <caf/test/unit_test.hpp>

#include "config/keys.hpp"
#include "tests/config/check_for.hpp"

using namespace leadmill;

namespace {

const std::string good_key(32, 'k');

config production() {
  config value;
  value.environment = deployment::production;
  value.event_key = good_key;
  value.signing_key = good_key;
  value.base_url = "https://app.example.com";
  return value;
}

// The problem of a key, by what its text begins with; empty: none.
std::string problem_of(const config& value, const std::string& key) {
  for (const auto& problem : check_config(value))
    if (problem.what.starts_with(key + " "))
      return problem.what;
  return {};
}

template <class Change>
std::string after(config value, const std::string& key, Change change) {
  change(value);
  return problem_of(value, key);
}

} // namespace

CAF_TEST(the defaults have no problem) {
  CAF_CHECK(check_config(config{}).empty());
}

CAF_TEST(production with everything has no problem) {
  CAF_CHECK(check_config(production()).empty());
}

CAF_TEST(production without anything names both keys) {
  config value;
  value.environment = deployment::production;
  CAF_CHECK_EQUAL(check_config(value).size(), 2u);
  CAF_CHECK(!problem_of(value, "event_key").empty());
  CAF_CHECK(!problem_of(value, "signing_key").empty());
}

CAF_TEST(one key alone is as wrong in production as none) {
  for (auto missing : {&config::event_key, &config::signing_key}) {
    auto value = production();
    (value.*missing).clear();
    CAF_CHECK_EQUAL(check_config(value).size(), 1u);
  }
}

CAF_TEST(a base URL is absolute or not set) {
  for (auto url : {"not a url", "/path", "app.example.com"})
    CHECK_FOR(url, !after(config{}, "base_url", [=](config& c) {
                      c.base_url = url;
                    }).empty());
  for (auto url : {"", "https://app.example.com", "http://localhost:3000"})
    CHECK_FOR(url, after(config{}, "base_url", [=](config& c) {
                     c.base_url = url;
                   }).empty());
}

CAF_TEST(a base URL with a password is refused without showing it) {
  config value;
  value.base_url = "https://user:hunter2@example.com";
  auto problem = problem_of(value, "base_url");
  CAF_CHECK(!problem.empty());
  CAF_CHECK(problem.find("hunter2") == std::string::npos);
}

CAF_TEST(a key is long enough or refused in any environment and never shown) {
  config value;
  value.event_key = std::string(31, 'x');
  value.signing_key = "short";
  CAF_CHECK_EQUAL(check_config(value).size(), 2u);
  for (const auto& problem : check_config(value)) {
    CAF_CHECK(problem.what.find(value.event_key) == std::string::npos);
    CAF_CHECK(problem.what.find("short") == std::string::npos);
  }
  value.event_key += 'x';
  value.signing_key = good_key;
  CAF_CHECK(check_config(value).empty());
}

CAF_TEST(a key with spaces or line breaks or other bytes is refused) {
  using namespace std::string_literals;
  for (const auto& bad : {" "s, "\n"s, "\0"s, "\xc3\xa9"s, "\x7f"s})
    CAF_CHECK(!after(config{}, "event_key", [&](config& c) {
                 c.event_key = good_key + bad;
               }).empty());
}

CAF_TEST(no address but loopback is bound without the event key) {
  for (auto host : {"0.0.0.0", "::", "10.0.0.1", "example.com"}) {
    config value;
    value.server.listen.host = host;
    CHECK_FOR(host, !problem_of(value, "server.listen").empty());
    value.signing_key = good_key;
    CAF_CHECK(!problem_of(value, "server.listen").empty());
    value.event_key = good_key;
    CAF_CHECK(check_config(value).empty());
  }
}

CAF_TEST(numbers are held to their ranges) {
  struct range {
    const char* key;
    std::uint32_t low;
    std::uint32_t high;
  };
  for (auto [name, low, high] :
       {range{"jobs.slots", 1, 256}, range{"jobs.enrichment_slots", 0, 256},
        range{"jobs.scraping_slots", 0, 256},
        range{"jobs.timeout_seconds", 1, 604'800},
        range{"jobs.silence_seconds", 10, 86'400},
        range{"jobs.step_seconds", 1, 3'600},
        range{"jobs.retry_base_seconds", 1, 86'400},
        range{"jobs.retry_max_seconds", 1, 86'400},
        range{"jobs.retention_days", 0, 3'650}, range{"leads.max_age", 1, 150},
        range{"cooldown.errors", 1, 10'000},
        range{"cooldown.seconds", 1, 86'400}}) {
    const std::string key = name;
    auto with = [&](std::int64_t number) {
      config value;
      value.jobs.retry_base_seconds = 1;
      value.jobs.retry_max_seconds = limits::max_retry_seconds;
      CAF_CHECK_EQUAL(find_key(key)->set(value, number), "");
      return problem_of(value, key);
    };
    CHECK_FOR(key, with(low).empty() && with(high).empty());
    auto beyond = "; it must be from " + std::to_string(low) + " to "
                  + std::to_string(high);
    CHECK_FOR(key,
              with(std::int64_t{high} + 1).find(beyond) != std::string::npos);
    CHECK_FOR(key, low == 0 || !with(low - 1).empty());
  }
}

CAF_TEST(pauses before retries cannot begin above their end) {
  auto problem = after(config{}, "jobs.retry_base_seconds",
                       [](config& c) { c.jobs.retry_base_seconds = 301; });
  CAF_CHECK(problem.find("more than jobs.retry_max_seconds, which is 300")
            != std::string::npos);
  CAF_CHECK(after(config{}, "jobs.retry_base_seconds", [](config& c) {
              c.jobs.retry_base_seconds = 300;
            }).empty());
}

CAF_TEST(an unknown step is refused with the nearest one) {
  auto problem = after(config{}, "leads.steps",
                       [](config& c) { c.leads.steps = {"email", "fone"}; });
  CAF_CHECK(problem.find("\"fone\"") != std::string::npos);
  CAF_CHECK(problem.find("\"phone\"") != std::string::npos);
}

CAF_TEST(a step that any provider serves is known) {
  config value;
  value.leads.steps = {"email", "company_lookup", "age_lookup"};
  CAF_CHECK_EQUAL(check_config(value).size(), 2u);
  value.providers.emplace_back().step = "company_lookup";
  value.disabled.push_back(
      {declaration_kind::provider, "x", "enabled is false", "age_lookup"});
  CAF_CHECK(check_config(value).empty());
}

CAF_TEST(a step twice is refused and none at all is fine) {
  CAF_CHECK(!after(config{}, "leads.steps", [](config& c) {
               c.leads.steps = {"email", "email"};
             }).empty());
  CAF_CHECK(after(config{}, "leads.steps", [](config& c) {
              c.leads.steps.clear();
            }).empty());
}

CAF_TEST(texts are held to their form) {
  for (auto region : {"", "us", "USA", "U1"})
    CAF_CHECK(!after(config{}, "leads.default_region", [=](config& c) {
                 c.leads.default_region = region;
               }).empty());
  CAF_CHECK(!after(config{}, "leads.junk_carriers", [](config& c) {
               c.leads.junk_carriers = {" "};
             }).empty());
  CAF_CHECK(!after(config{}, "log.level", [](config& c) {
               c.log.level = "loud";
             }).empty());
  CAF_CHECK(!after(config{}, "server.data_dir", [](config& c) {
               c.server.data_dir.clear();
             }).empty());
  CAF_CHECK(!after(config{}, "server.allowed_origins", [](config& c) {
               c.server.allowed_origins = {"*"};
             }).empty());
}

CAF_TEST(a problem stands where its value was set or where to set it) {
  config value;
  value.jobs.slots = 0;
  auto named = check_config(value, {{"jobs.slots", "leadmill.toml:7"}});
  CAF_REQUIRE_EQUAL(named.size(), 1u);
  CAF_CHECK_EQUAL(named[0].where, "leadmill.toml:7");
  auto unnamed = check_config(value);
  CAF_REQUIRE_EQUAL(unnamed.size(), 1u);
  CAF_CHECK_EQUAL(unnamed[0].where, "LEADMILL_JOBS_SLOTS");
}

namespace {

schedule_config good_schedule() {
  schedule_config value;
  value.name = "nightly";
  value.when.expression = "30 2 * * *";
  value.file = "leads.csv";
  return value;
}

// What is wrong with the second of two schedules, each as "where: what".
template <class Change>
std::vector<std::string> faults(Change change) {
  config value;
  value.schedules = {good_schedule(), good_schedule()};
  value.schedules[1].name = "other";
  change(value.schedules[1]);
  std::vector<std::string> result;
  for (const auto& problem : check_config(value, {{"schedule[1]", "x:1"},
                                                  {"schedule[2]", "x:5"},
                                                  {"schedule[2].name", "x:6"}}))
    result.push_back(to_string(problem));
  return result;
}

template <class Change>
std::string fault(Change change) {
  auto all = faults(change);
  return all.size() == 1 ? all[0] : std::to_string(all.size()) + " problems";
}

} // namespace

CAF_TEST(good schedules have no problem) {
  CAF_CHECK(faults([](schedule_config& s) {
              s.name = std::string(64, '-');
              s.when = {"@hourly", "Europe/Berlin", "09:00-17:00", false};
              s.tags = std::vector<std::string>(32, std::string(64, 't'));
              s.steps = {"email", "phone"};
              s.max_attempts = 20;
            }).empty());
}

CAF_TEST(what a schedule lacks is a problem at its head) {
  auto all = faults([](schedule_config& s) {
    s = {};
    s.name = "other";
  });
  CAF_REQUIRE_EQUAL(all.size(), 2u);
  CAF_CHECK(all[0].starts_with("x:5: schedule[2].cron must have five fields"));
  CAF_CHECK_EQUAL(all[1], "x:5: schedule[2].file is \"\"; it must name a CSV "
                          "file of leads");
}

CAF_TEST(the name of a schedule has its form and is its own) {
  for (auto name : {"", "Nightly", "a b", "a_b", "\xc3\xa9"})
    CHECK_FOR(name, fault([=](schedule_config& s) {
                      s.name = name;
                    }).starts_with("x:6: schedule[2].name is "));
  CAF_CHECK(fault([](schedule_config& s) {
              s.name = std::string(65, 'a');
            }).starts_with("x:6: schedule[2].name is "));
  CAF_CHECK_EQUAL(fault([](schedule_config& s) { s.name = "nightly"; }),
                  "x:6: schedule[2].name is \"nightly\", as another one is "
                  "called; give each its own name");
}

CAF_TEST(when a schedule starts is checked key by key) {
  auto all = faults(
      [](schedule_config& s) { s.when = {"60 * * * *", "Nowhere", "late"}; });
  CAF_REQUIRE_EQUAL(all.size(), 3u);
  CAF_CHECK(all[0].starts_with("x:5: schedule[2].cron is \"60 * * * *\": "));
  CAF_CHECK(all[1].starts_with("x:5: schedule[2].time_zone is \"Nowhere\""));
  CAF_CHECK(all[2].starts_with("x:5: schedule[2].hours is \"late\""));
}

CAF_TEST(the rest of a schedule is held to the bounds of requests) {
  using texts = std::vector<std::string>;
  for (const auto& tags : {texts{""}, texts{std::string(65, 't')},
                           texts{std::string(1, '\0')}, texts(33, "t")})
    CAF_CHECK(fault([&](schedule_config& s) {
                s.tags = tags;
              }).starts_with("x:5: schedule[2].tags "));
  CAF_CHECK_EQUAL(fault([](schedule_config& s) { s.steps = {"fone"}; }),
                  "x:5: schedule[2].steps has no step \"fone\"; the nearest "
                  "one is \"phone\"");
  for (auto attempts : {0u, 21u})
    CAF_CHECK(fault([=](schedule_config& s) {
                s.max_attempts = attempts;
              }).starts_with("x:5: schedule[2].max_attempts is "));
  CAF_CHECK(fault([](schedule_config& s) {
              s.file = std::string(1, '\0');
            }).starts_with("x:5: schedule[2].file is "));
}

CAF_TEST(there is a bound on schedules) {
  config value;
  for (int i = 0; i < 101; ++i) {
    value.schedules.push_back(good_schedule());
    value.schedules.back().name += std::to_string(i);
  }
  auto problems = check_config(value, {{"schedule[101]", "x:900"}});
  CAF_REQUIRE_EQUAL(problems.size(), 1u);
  CAF_CHECK_EQUAL(to_string(problems[0]), "x:900: schedule[101] is one too "
                                          "many; there may be 100");
  value.schedules.pop_back();
  CAF_CHECK(check_config(value).empty());
}
