#define CAF_SUITE config_declaration_keys
#include "config/declaration_keys.hpp"

#include <filesystem>
#include <fstream>
#include <set>
#include <sstream>

#include <caf/test/unit_test.hpp>

#include "config/given_values.hpp"
#include "config/toml_file.hpp"
#include "tests/config/check_for.hpp"

using namespace leadmill;

namespace {

// A value of the file, as it would be after `key = `.
file_value value_of(const std::string& toml) {
  auto read = parse_toml("[provider.x]\nkey = " + toml + "\n", "f");
  CAF_REQUIRE(read.problems.empty());
  const auto& root = std::get<file_table>(read.trees.at(0).value.value);
  return std::get<file_table>(root.at(0).value.value).at(0).value;
}

// What a key makes of a value; the faults, if there are any.
template <class T>
std::string put(T& to, const table_keys<T>& keys, const std::string& name,
                const std::string& toml) {
  fault_list faults;
  read_table({{name, "f:2", value_of(toml)}}, "x", keys, to, faults);
  std::string result;
  for (const auto& problem : faults.problems())
    result += to_string(problem) + "\n";
  return result;
}

std::string guide() {
  std::ifstream file{std::filesystem::path{LEADMILL_SOURCE_DIR}
                     / "docs/providers.md"};
  std::ostringstream text;
  text << file.rdbuf();
  return text.str();
}

template <class T>
void check_explained(const table_keys<T>& keys, const std::string& text) {
  std::set<std::string> names;
  for (const auto& key : keys) {
    CHECK_FOR(key.name, names.insert(key.name).second && !key.help.empty());
    CHECK_FOR(key.name,
              text.find("| `" + key.name + "` |") != std::string::npos);
  }
}

template <class T>
void check_bounds(const table_keys<T>& keys) {
  T to;
  auto& bounds = to.value.bounds;
  for (auto [name, toml] : {std::pair{"rate", "0.5"},
                            {"burst", "7"},
                            {"concurrency", "8"},
                            {"timeout_seconds", "2.5"},
                            {"retries", "0"},
                            {"retry_base_seconds", "0.25"},
                            {"cost_per_1000", "5.25"},
                            {"daily_limit", "10"},
                            {"monthly_limit", "11"},
                            {"spend_cap", "50.5"},
                            {"cooldown_errors", "0"},
                            {"cooldown_seconds", "61"},
                            {"max_answer_bytes", "2048"}})
    CAF_CHECK_EQUAL(put(to, keys, name, toml), "");
  const upstream_bounds expected{0.5,        7,
                                 8,          std::chrono::milliseconds{2'500},
                                 0,          std::chrono::milliseconds{250},
                                 0,          5'250,
                                 10,         11,
                                 50'500'000, 0,
                                 61,         2'048};
  CAF_CHECK(bounds == expected);
}

} // namespace

CAF_TEST(the bounds get into their units) {
  check_bounds(provider_keys());
  check_bounds(source_keys());
}

CAF_TEST(answers of providers are kept and pages of sources are not) {
  written_provider provider;
  CAF_CHECK_EQUAL(put(provider, provider_keys(), "cache_days", "0.5"), "");
  CAF_CHECK_EQUAL(provider.value.bounds.cache_seconds, 43'200u);
  written_source source;
  // An erasure would not find the people on them.
  CAF_CHECK(put(source, source_keys(), "cache_days", "1")
                .starts_with("f:2: there is no key \"x.cache_days\""));
  CAF_CHECK_EQUAL(source.value.bounds.cache_seconds, 0u);
}

CAF_TEST(numbers are held to their ranges) {
  struct range {
    const char* name;
    const char* low;
    const char* high;
    const char* below;
    const char* above;
  };
  for (auto [name, low, high, below, above] : {
           range{"rate", "0", "10000", "-0.1", "10001"},
           range{"burst", "1", "10000", "0", "10001"},
           range{"concurrency", "1", "256", "0", "257"},
           range{"timeout_seconds", "0.05", "600", "0.01", "600.1"},
           range{"retries", "0", "10", "-1", "11"},
           range{"retry_base_seconds", "0.01", "60", "0", "61"},
           range{"cost_per_1000", "0", "1000000", "-1", "1000001"},
           range{"cost_per_1000", "0.001", "0.001", "0.0009", "inf"},
           range{"daily_limit", "0", "1000000000000", "-1", "1000000000001"},
           range{"monthly_limit", "0", "1000000000000", "-1", "1000000000001"},
           range{"spend_cap", "0", "1000000000", "-1", "nan"},
           range{"cooldown_errors", "0", "10000", "-1", "10001"},
           range{"cooldown_seconds", "1", "86400", "0", "86401"},
           range{"max_answer_bytes", "1024", "67108864", "1023", "67108865"},
           range{"page_size", "1", "1000", "0", "1001"},
           range{"pause_seconds", "0", "3600", "-1", "3601"},
       }) {
    written_source to;
    for (auto good : {low, high})
      CHECK_FOR(name, put(to, source_keys(), name, good).empty());
    for (auto bad : {below, above})
      CHECK_FOR(name, put(to, source_keys(), name, bad).find("f:2: x.")
                          != std::string::npos);
  }
}

CAF_TEST(a fraction stands only where one makes sense) {
  written_source to;
  for (auto name :
       {"burst", "concurrency", "retries", "daily_limit", "monthly_limit",
        "cooldown_errors", "cooldown_seconds", "max_answer_bytes", "page_size"})
    CHECK_FOR(name, put(to, source_keys(), name, "2.5")
                        .ends_with("must be a whole number, without quotes\n"));
  for (auto name : {"rate", "timeout_seconds", "retry_base_seconds",
                    "cost_per_1000", "spend_cap", "pause_seconds"})
    CHECK_FOR(name, put(to, source_keys(), name, "2.5").empty());
}

CAF_TEST(an answer is kept for up to ten years) {
  written_provider to;
  for (auto good : {"0", "3650"})
    CAF_CHECK_EQUAL(put(to, provider_keys(), "cache_days", good), "");
  for (auto bad : {"-1", "3651"})
    CAF_CHECK(!put(to, provider_keys(), "cache_days", bad).empty());
}

CAF_TEST(what is refused changes nothing) {
  written_provider to;
  put(to, provider_keys(), "burst", "0");
  put(to, provider_keys(), "cache_days", "-1");
  put(to, provider_keys(), "timeout_seconds", "\"30\"");
  CAF_CHECK(to.value.bounds == upstream_bounds{});
}

CAF_TEST(a provider has keys of its own and of its one request) {
  written_provider to;
  for (auto [name, toml] : {std::pair{"enabled", "false"},
                            {"step", "\"line_type\""},
                            {"only_if", "[\"phone\"]"},
                            {"pass_on_failure", "true"},
                            {"base_url", "\"${A}\""},
                            {"needs", "[\"phone\"]"},
                            {"method", "\"POST\""},
                            {"url", "\"/${B}\""},
                            {"query", "{ b = \"1\", a = 2 }"},
                            {"headers", "{ A = \"x\" }"},
                            {"body", "\"{}\""},
                            {"empty_statuses", "[404, 410]"},
                            {"error", "\"/error\""},
                            {"gives", "{ phone = \"/p\" }"}})
    CAF_CHECK_EQUAL(put(to, provider_keys(), name, toml), "");
  CAF_CHECK(!to.enabled && to.value.pass_on_failure);
  CAF_CHECK_EQUAL(to.base_url, "${A}");
  CAF_CHECK_EQUAL(to.value.step, "line_type");
  CAF_CHECK_EQUAL(to.value.only_if.size(), 1u);
  CAF_REQUIRE(to.direct.has_value());
  request_template expected;
  expected.needs = {"phone"};
  expected.method = "POST";
  expected.url = "/${B}";
  expected.query = {{"b", "1"}, {"a", "2"}};
  expected.headers = {{"A", "x"}};
  expected.body = "{}";
  expected.gives = {{"phone", {{"/p", "", {}, ""}}, {}}};
  expected.empty_statuses = {404, 410};
  expected.error_at = "/error";
  CAF_CHECK(*to.direct == expected);
}

CAF_TEST(requests are a list of tables) {
  written_provider to;
  CAF_CHECK_EQUAL(put(to, provider_keys(), "request",
                      "[{ name = \"a\", url = \"/a\" }, { urll = 5 }, 7]"),
                  "f:2: there is no key \"x.request[2].urll\"; the nearest one "
                  "is \"x.request[2].url\"\n"
                  "f:2: x.request[3] must be a table\n");
  CAF_REQUIRE_EQUAL(to.value.requests.size(), 2u);
  CAF_CHECK_EQUAL(to.value.requests[0].name, "a");
  CAF_CHECK(put(to, provider_keys(), "request", "{ name = \"a\" }")
                .ends_with("begin each with [[x.request]]\n"));
}

CAF_TEST(a source has keys of its own and of its request) {
  written_source to;
  for (auto [name, toml] : {std::pair{"enabled", "false"},
                            {"format", "\"html\""},
                            {"params", "\"query\""},
                            {"rows", "\"//li\""},
                            {"more", "\"//a\""},
                            {"columns", "{ Name = \".//h2\" }"},
                            {"platform", "\"X\""},
                            {"page_size", "10"},
                            {"pause_seconds", "0.5"},
                            {"obey_robots", "false"},
                            {"base_url", "\"https://h\""},
                            {"url", "\"/a\""}})
    CAF_CHECK_EQUAL(put(to, source_keys(), name, toml), "");
  const auto& value = to.value;
  CAF_CHECK(!to.enabled && value.format == source_format::html);
  CAF_CHECK(value.params == source_declaration::params_place::query);
  CAF_CHECK_EQUAL(value.rows_at + value.more_at + value.platform, "//li//aX");
  CAF_CHECK_EQUAL(value.columns.size(), 1u);
  CAF_CHECK_EQUAL(value.page_size, 10u);
  CAF_CHECK_EQUAL(value.pause.count(), 500);
  CAF_CHECK(to.obey_robots.has_value() && !*to.obey_robots);
  CAF_CHECK_EQUAL(value.request.url, "/a");
}

CAF_TEST(a word that is none of the known ones is refused with them) {
  written_source to;
  CAF_CHECK(put(to, source_keys(), "format", "\"HTML\"")
                .ends_with("must be \"json\" or \"html\"\n"));
  CAF_CHECK(put(to, source_keys(), "params", "true")
                .ends_with("must be \"placeholders\" or \"query\" or "
                           "\"body\"\n"));
}

CAF_TEST(every key is explained in the guide) {
  auto text = guide();
  check_explained(provider_keys(), text);
  check_explained(request_keys(), text);
  check_explained(source_keys(), text);
  check_explained(path_keys(), text);
}
