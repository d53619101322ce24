#define CAF_SUITE cli_overview
#include "cli/overview.hpp"

#include <fstream>

#include <caf/test/unit_test.hpp>
#include <nlohmann/json.hpp>

#include "tests/support/copy.hpp"
#include "tests/support/scratch.hpp"

using namespace leadmill;
using nlohmann::json;

namespace {

const std::string secret = "event-key-0123456789-0123456789-0123456789";
const std::string lookup_key = "lookup-secret-0123456789";

constexpr const char* good = R"(
[jobs]
slots = 7
[provider.lookup]
step = "line_type"
rate = 5.5
burst = 3
concurrency = 2
cost_per_1000 = 12.5
daily_limit = 1000
spend_cap = 20
[[provider.lookup.request]]
url = "https://lookup.example.com/v1?key=${LOOKUP_SECRET}"
gives.lineType = "/type"
[destination.crm]
kind = "webhook"
url = "https://hooks.example.com/private-path"
secret = "whsec-0123456789-0123456789-0123456789"
[destination.all]
kind = "csv"
[[schedule]]
name = "mornings"
cron = "30 9 * * mon-fri"
time_zone = "Europe/Berlin"
file = "leads.csv"
)";

/// 2026-01-01T00:00:00Z, a Thursday.
constexpr unix_ms new_year = 1'767'225'600'000;

struct fixture {
  fixture() {
    write(good);
    sources.file = file;
    sources.environment = {
        {"LEADMILL_EVENT_KEY", secret},
        {"LOOKUP_SECRET", lookup_key},
        {"LEADMILL_SERVER_DATA_DIR", (dir / "data").string()}};
  }

  void write(const std::string& lines) { std::ofstream{file} << lines; }

  json settings() {
    auto loaded = load_config(sources);
    for (const auto& one : loaded.problems)
      CAF_MESSAGE(to_string(one));
    CAF_REQUIRE(loaded.problems.empty());
    text = settings_json(loaded, "1.2.3", new_year);
    return json::parse(text);
  }

  json find(const json& in, const std::string& name) {
    for (const auto& one : in)
      if (one.at("name") == name)
        return one;
    return {};
  }

  scratch dir;
  std::filesystem::path file = dir / "leadmill.toml";
  config_sources sources;
  std::string text;
};

} // namespace

CAF_TEST_FIXTURE_SCOPE(overview_tests, fixture)

CAF_TEST(the settings are told without their secrets) {
  auto told = settings();
  CAF_CHECK_EQUAL(told["success"], true);
  CAF_CHECK_EQUAL(told["environment"], "development");
  CAF_CHECK_EQUAL(told["keyed"], true);
  CAF_CHECK_EQUAL(told["version"], "1.2.3");
  CAF_CHECK_EQUAL(told["limits"]["slots"], 7);
  CAF_CHECK_EQUAL(told["limits"]["rowsPerJob"], 10'000);
  for (const auto& hidden : {secret, lookup_key, std::string{"lookup.example"},
                             std::string{"LOOKUP_SECRET"}, dir.path().string()})
    CAF_CHECK(text.find(hidden) == text.npos);
}

CAF_TEST(providers and sources are told whether they are in use or not) {
  auto told = settings();
  auto lookup = find(told["providers"], "lookup");
  CAF_CHECK_EQUAL(lookup, json::parse(R"({"name":"lookup","enabled":true,
      "step":"line_type","rate":5.5,"burst":3,"concurrency":2,
      "timeoutSeconds":30.0,"retries":3,"cacheSeconds":0,"costPer1000":12.5,
      "dailyLimit":1000,"spendCap":20.0,"cooldownErrors":5,
      "cooldownSeconds":60})"));
  auto shipped = find(told["providers"], "number-lookup");
  CAF_CHECK_EQUAL(shipped["enabled"], false);
  CAF_CHECK(!shipped["reason"].get<std::string>().empty());
  CAF_CHECK(!shipped["step"].get<std::string>().empty());
  auto source = find(told["sources"], "linkedin-sales-navigator");
  CAF_CHECK_EQUAL(source["enabled"], false);
  sources.environment["LEADMILL_BASE_URL"] = "https://people.example.com";
  source = find(settings()["sources"], "linkedin-sales-navigator");
  CAF_CHECK_EQUAL(source["enabled"], true);
  CAF_CHECK_EQUAL(source["kind"], "json");
  CAF_CHECK(source["pageSize"].get<int>() > 0);
  CAF_CHECK(text.find("people.example.com") == text.npos);
}

CAF_TEST(destinations are told by name and kind) {
  auto told = settings()["destinations"];
  CAF_REQUIRE_EQUAL(told.size(), 2u);
  CAF_CHECK_EQUAL(copy(find(told, "crm")["kind"]), "webhook");
  CAF_CHECK_EQUAL(copy(find(told, "all")["kind"]), "csv");
  CAF_CHECK(text.find("private-path") == text.npos);
  CAF_CHECK(text.find("whsec") == text.npos);
}

CAF_TEST(steps are told that a job may name and that it has by itself) {
  auto told = settings();
  CAF_CHECK(told["steps"].size() >= told["defaultSteps"].size());
  for (const auto& step : told["defaultSteps"])
    CAF_CHECK(std::find(told["steps"].begin(), told["steps"].end(), step)
              != told["steps"].end());
}

CAF_TEST(schedules are told with their next start) {
  auto schedules = settings()["schedules"];
  CAF_REQUIRE_EQUAL(schedules.size(), 1u);
  CAF_CHECK_EQUAL(schedules[0]["name"], "mornings");
  CAF_CHECK_EQUAL(schedules[0]["type"], "enrichment");
  CAF_CHECK_EQUAL(schedules[0]["cron"], "30 9 * * mon-fri");
  CAF_CHECK_EQUAL(schedules[0]["timeZone"], "Europe/Berlin");
  CAF_CHECK_EQUAL(schedules[0]["next"], "2026-01-01T08:30:00.000Z");
}

CAF_TEST(a check reads the file as it is now) {
  auto told = json::parse(check_json(sources));
  CAF_CHECK_EQUAL(told["success"], true);
  CAF_CHECK(told["problems"].empty());
  write("[jobs]\nslots = 0\nslotss = 1\n");
  auto problems = json::parse(check_json(sources))["problems"];
  CAF_REQUIRE_EQUAL(problems.size(), 2u);
  for (const auto& one : problems) {
    CAF_CHECK(one["key"].get<std::string>().find("leadmill.toml:")
              != std::string::npos);
    CAF_CHECK(one["detail"].get<std::string>().find("slots")
              != std::string::npos);
  }
  write("this is no TOML");
  CAF_CHECK(!json::parse(check_json(sources))["problems"].empty());
}

CAF_TEST_FIXTURE_SCOPE_END()
