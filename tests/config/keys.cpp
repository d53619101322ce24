#define CAF_SUITE config_keys
#include "config/keys.hpp"

#include <filesystem>
#include <map>
#include <set>

#include <caf/test/unit_test.hpp>

#include "config/toml_file.hpp"
#include "tests/config/check_for.hpp"

using namespace leadmill;

namespace {

const config_key& key(const char* name) {
  auto found = find_key(name);
  CAF_REQUIRE(found != nullptr);
  return *found;
}

// What a key holds after `raw`, or what is wrong.
std::string set_and_show(const char* name, const raw_value& raw) {
  config value;
  auto fault = key(name).set(value, raw);
  return fault.empty() ? key(name).show(value) : "wrong: " + fault;
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
  std::filesystem::path root{LEADMILL_SOURCE_DIR};
  auto file = read_toml(root / "config/leadmill.toml");
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
    if (key.name == "jobs.slots")
      value.jobs.slots = 77;
    CAF_CHECK_EQUAL(key.set(value, found->second), "");
    CAF_CHECK_EQUAL(key.show(value), key.show(config{}));
  }
}
