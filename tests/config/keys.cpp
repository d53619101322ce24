#define CAF_SUITE config_keys
#include "config/keys.hpp"

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <map>
#include <set>

#include <caf/test/unit_test.hpp>

#include "config/check.hpp"
#include "config/toml_file.hpp"
#include "tests/config/check_for.hpp"
#include "tests/support/scratch.hpp"

using namespace leadmill;

namespace {

const config_key& key(const char* name) {
  auto found = find_key(name);
  CAF_REQUIRE(found != nullptr);
  return *found;
}

// What a key holds after `raw`, or what is wrong.
template <class Settings>
std::string set_and_show(const setting_key<Settings>& key,
                         const raw_value& raw) {
  Settings value;
  auto fault = key.set(value, raw);
  return fault.empty() ? key.show(value) : "wrong: " + fault;
}

std::string set_and_show(const char* name, const raw_value& raw) {
  return set_and_show(key(name), raw);
}

std::string set_schedule(const char* name, const raw_value& raw) {
  auto found = find_schedule_key(name);
  CAF_REQUIRE(found != nullptr);
  return set_and_show(*found, raw);
}

std::filesystem::path shipped_file() {
  return std::filesystem::path{LEADMILL_SOURCE_DIR} / "config/leadmill.toml";
}

// The example at the end of the shipped file, out of its comment.
std::string example_schedule() {
  std::ifstream file{shipped_file()};
  std::string result;
  std::string line;
  while (std::getline(file, line)) {
    if (line == "# [[schedule]]" || !result.empty())
      result += line.substr(std::min<std::size_t>(2, line.size())) + "\n";
  }
  return result;
}

bool refused(const char* name, const raw_value& raw) {
  return set_and_show(name, raw).starts_with("wrong: ");
}

} // namespace

CAF_TEST(names and variables are distinct and explained) {
  std::set<std::string> names;
  std::set<std::string> variables;
  for (const auto& key : config_keys()) {
    CHECK_FOR(key.name, names.insert(key.name).second);
    CAF_CHECK(variables.insert(variable_of(key.name)).second);
    CAF_CHECK(variables.insert(variable_of(key.name) + "_FILE").second);
    CAF_CHECK(!key.help.empty());
  }
  CAF_CHECK(find_key("nonsense") == nullptr);
}

CAF_TEST(a key is a variable in capitals) {
  CAF_CHECK_EQUAL(variable_of("server.data_dir"), "LEADMILL_SERVER_DATA_DIR");
  CAF_CHECK_EQUAL(variable_of("event_key"), "LEADMILL_EVENT_KEY");
}

CAF_TEST(a plain text becomes what its key needs) {
  CAF_CHECK_EQUAL(set_and_show("jobs.slots", plain_text{" 8 "}), "8");
  CAF_CHECK_EQUAL(set_and_show("log.level", plain_text{"debug"}), "\"debug\"");
  CAF_CHECK_EQUAL(set_and_show("leads.junk_carriers", plain_text{" a b ,c,,"}),
                  R"(["a b", "c"])");
  CAF_CHECK_EQUAL(set_and_show("server.listen", plain_text{"[::]:1"}),
                  "\"[::]:1\"");
  CAF_CHECK_EQUAL(set_and_show("environment", plain_text{"production"}),
                  "\"production\"");
}

CAF_TEST(a value of another type is refused) {
  CAF_CHECK(refused("jobs.slots", std::string{"8"}));
  CAF_CHECK(refused("jobs.slots", std::int64_t{-1}));
  CAF_CHECK(refused("jobs.slots", std::int64_t{1} << 32));
  for (auto text : {"", "4.5", "4x", "0x4", "99999999999999999999"})
    CHECK_FOR(text, refused("jobs.slots", plain_text{text}));
  CAF_CHECK(refused("log.level", std::int64_t{1}));
  CAF_CHECK(refused("leads.steps", std::string{"email"}));
  CAF_CHECK(refused("leads.steps", odd_value{"a date"}));
  CAF_CHECK(refused("environment", plain_text{"staging"}));
  CAF_CHECK(refused("server.listen", std::string{"8288"}));
}

CAF_TEST(the keys of a schedule take truths and priorities too) {
  CAF_CHECK_EQUAL(set_schedule("schedule.weekends", false), "false");
  CAF_CHECK_EQUAL(set_schedule("schedule.weekends", plain_text{" true "}),
                  "true");
  CAF_CHECK_EQUAL(set_schedule("schedule.weekends", plain_text{"false"}),
                  "false");
  for (const raw_value& bad :
       {raw_value{std::string{"true"}}, raw_value{std::int64_t{1}},
        raw_value{plain_text{"yes"}}, raw_value{plain_text{""}}})
    CAF_CHECK_EQUAL(set_schedule("schedule.weekends", bad),
                    "wrong: must be true or false, without quotes");
  CAF_CHECK_EQUAL(set_schedule("schedule.priority", std::string{"low"}),
                  "\"low\"");
  CAF_CHECK_EQUAL(set_schedule("schedule.priority", std::string{"Low"}),
                  "wrong: must be \"low\", \"normal\" or \"high\"");
  CAF_CHECK(set_schedule("schedule.cron", true).starts_with("wrong: "));
  CAF_CHECK(refused("jobs.slots", true));
}

CAF_TEST(each key of a schedule sets what it shows) {
  const std::map<std::string, raw_value> others{
      {"schedule.weekends", false},
      {"schedule.priority", std::string{"high"}},
      {"schedule.tags", std::vector<std::string>{"a"}},
      {"schedule.steps", std::vector<std::string>{"a"}},
      {"schedule.outputs", std::vector<std::string>{"a"}},
      {"schedule.max_attempts", std::int64_t{7}}};
  for (const auto& key : schedule_keys()) {
    auto other = others.find(key.name);
    auto raw =
        other == others.end() ? raw_value{std::string{"other"}} : other->second;
    schedule_config value;
    CAF_CHECK_EQUAL(key.set(value, raw), "");
    CHECK_FOR(key.name, key.show(value) != key.show(schedule_config{}));
    for (const auto& rest : schedule_keys())
      if (rest.name != key.name)
        CAF_CHECK_EQUAL(rest.show(value), rest.show(schedule_config{}));
    CAF_CHECK(!key.secret && !key.help.empty());
  }
}

CAF_TEST(a key of a list is named with its place) {
  CAF_CHECK_EQUAL(name_in_list("schedule.cron", 2), "schedule[2].cron");
  CAF_CHECK_EQUAL(name_in_list("schedule", 12), "schedule[12]");
  CAF_CHECK_EQUAL(name_in_list("jobs.slots", 0), "jobs.slots");
}

CAF_TEST(a secret of another type is refused without being shown) {
  CAF_CHECK(set_and_show("event_key", std::int64_t{31337}).find("31337")
            == std::string::npos);
}

CAF_TEST(secrets are marked) {
  CAF_CHECK(key("event_key").secret);
  CAF_CHECK(key("signing_key").secret);
  CAF_CHECK(!key("base_url").secret);
}

CAF_TEST(a literal escapes what TOML and JSON escape) {
  CAF_CHECK_EQUAL(literal("a\"b\\c\n\x7f"), R"("a\"b\\c\n\u007f")");
  CAF_CHECK_EQUAL(literal("\xff"), "\"\xef\xbf\xbd\"");
}

CAF_TEST(the shipped file has every key with its default and no other) {
  auto file = read_toml(shipped_file());
  CAF_REQUIRE(file.problems.empty());
  std::map<std::string, raw_value> shipped;
  for (auto& setting : file.settings)
    CAF_CHECK(shipped.emplace(setting.key, setting.value).second);
  CAF_CHECK_EQUAL(shipped.size(), config_keys().size());
  for (const auto& key : config_keys()) {
    auto found = shipped.find(key.name);
    CHECK_FOR(key.name, found != shipped.end());
    if (found == shipped.end())
      continue;
    config value;
    // A wrong start, so that a setter which does nothing is noticed.
    key.set(value, std::int64_t{77});
    key.set(value, key.show(value) == "false");
    CAF_CHECK_EQUAL(key.set(value, found->second), "");
    CAF_CHECK_EQUAL(key.show(value), key.show(config{}));
  }
}

CAF_TEST(the shipped example of a schedule has every key with its default) {
  scratch dir;
  auto file = read_toml(dir.write("x.toml", example_schedule()));
  CAF_REQUIRE(file.problems.empty());
  CAF_CHECK_EQUAL(file.settings.size(), schedule_keys().size() + 1);
  schedule_config value;
  for (const auto& setting : file.settings) {
    if (std::holds_alternative<list_entry>(setting.value))
      continue;
    auto key = find_schedule_key(setting.key);
    CHECK_FOR(setting.key, key != nullptr);
    if (!key)
      continue;
    CAF_CHECK_EQUAL(key->set(value, setting.value), "");
    auto chosen = setting.key == "schedule.name"
                  || setting.key == "schedule.cron"
                  || setting.key == "schedule.file";
    CHECK_FOR(setting.key,
              chosen || key->show(value) == key->show(schedule_config{}));
  }
  config whole;
  whole.schedules.push_back(value);
  CAF_CHECK(check_config(whole).empty());
}
