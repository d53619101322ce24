#define CAF_SUITE config_check
#include "config/check.hpp"

#include <algorithm>
#include <string>

#include <caf/test/unit_test.hpp>

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

CAF_TEST(production without anything names both keys and the base URL) {
  config value;
  value.environment = deployment::production;
  CAF_CHECK_EQUAL(check_config(value).size(), 3u);
  CAF_CHECK(!problem_of(value, "event_key").empty());
  CAF_CHECK(!problem_of(value, "signing_key").empty());
  CAF_CHECK(!problem_of(value, "base_url").empty());
}

CAF_TEST(one key alone is as wrong in production as none) {
  for (auto missing : {&config::event_key, &config::signing_key}) {
    auto value = production();
    (value.*missing).clear();
    CAF_CHECK_EQUAL(check_config(value).size(), 1u);
  }
}

CAF_TEST(production refuses a base URL that leads back to the machine) {
  for (auto url : {"http://localhost:3000", "http://127.0.0.1", "http://[::1]",
                   "http://127.1/", "http://0.0.0.0", "not a url", "/path"}) {
    auto value = production();
    value.base_url = url;
    CHECK_FOR(url, !problem_of(value, "base_url").empty());
    CAF_CHECK_EQUAL(check_config(value).size(), 1u);
  }
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
  for (auto slots : {0u, limits::max_slots + 1})
    CAF_CHECK(!after(config{}, "jobs.slots", [=](config& c) {
                 c.jobs.slots = slots;
               }).empty());
  for (auto age : {0u, 151u})
    CAF_CHECK(!after(config{}, "leads.max_age", [=](config& c) {
                 c.leads.max_age = age;
               }).empty());
  CAF_CHECK(after(config{}, "jobs.slots", [](config& c) {
              c.jobs.slots = limits::max_slots;
            }).empty());
}

CAF_TEST(an unknown step is refused with the nearest one) {
  auto problem = after(config{}, "leads.steps",
                       [](config& c) { c.leads.steps = {"email", "fone"}; });
  CAF_CHECK(problem.find("\"fone\"") != std::string::npos);
  CAF_CHECK(problem.find("\"phone\"") != std::string::npos);
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
