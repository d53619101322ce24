#define CAF_SUITE config_shipped
#include "config/shipped.hpp"

#include <filesystem>
#include <fstream>
#include <set>
#include <sstream>

#include <caf/test/unit_test.hpp>

#include "config/toml_file.hpp"
#include "tests/config/check_for.hpp"
#include "tests/config/declared.hpp"

using namespace leadmill;

namespace {

std::filesystem::path root{LEADMILL_SOURCE_DIR};

std::string text_of(const std::filesystem::path& file) {
  std::ifstream in{file, std::ios::binary};
  std::ostringstream text;
  text << in.rdbuf();
  return text.str();
}

const provider_declaration& provider(const loaded_config& loaded,
                                     std::string_view name) {
  auto& all = loaded.value.providers;
  auto found = std::find_if(all.begin(), all.end(),
                            [&](const auto& x) { return x.name == name; });
  CAF_REQUIRE(found != all.end());
  return *found;
}

loaded_config load_shipped() {
  return load_text("", {{"SKIP_TRACING_URL", "https://s.example"},
                        {"SKIP_TRACING_KEY", "k"},
                        {"NUMBER_LOOKUP_URL", "https://n.example"},
                        {"NUMBER_LOOKUP_KEY", "k"},
                        {"DO_NOT_CALL_URL", "https://d.example"},
                        {"DO_NOT_CALL_KEY", "k"}});
}

} // namespace

CAF_TEST(what is built in is what stands in the folders) {
  std::set<std::string> names;
  for (const auto& file : shipped_files()) {
    CHECK_FOR(file.name, text_of(root / file.name) == file.text);
    names.emplace(file.name);
  }
  std::set<std::string> files;
  for (auto folder : {"config/providers", "config/sources"})
    for (const auto& entry : std::filesystem::directory_iterator{root / folder})
      files.insert(std::string{folder} + "/"
                   + entry.path().filename().string());
  CAF_CHECK_EQUAL(names, files);
}

CAF_TEST(each is TOML with one block that is called as its file) {
  for (const auto& file : shipped_files()) {
    auto read = parse_toml(file.text, std::string{file.name});
    CHECK_FOR(file.name, read.problems.empty() && read.settings.empty()
                             && read.trees.size() == 1);
    const auto& blocks = std::get<file_table>(read.trees.at(0).value.value);
    CAF_CHECK_EQUAL(blocks.size(), 1u);
    auto stem = std::filesystem::path{file.name}.stem().string();
    CAF_CHECK_EQUAL(blocks.at(0).key, stem);
  }
}

CAF_TEST(the example is good once it is enabled) {
  const std::string off = "enabled = false\n";
  int examples = 0;
  for (const auto& file : shipped_files()) {
    std::string text{file.text};
    if (auto at = text.find("\n" + off); at != text.npos) {
      ++examples;
      text.erase(at + 1, off.size());
    }
    auto loaded = load_text(text);
    CAF_CHECK_EQUAL(problems_of(loaded), "");
    if (file.name.find("example") != file.name.npos)
      CAF_CHECK_EQUAL(state_of(loaded, "example-directory"), "enabled");
  }
  CAF_CHECK_EQUAL(examples, 1);
}

CAF_TEST(skip tracing searches by name and address and then asks by id) {
  auto loaded = load_shipped();
  const auto& value = provider(loaded, "skip-tracing");
  CAF_CHECK_EQUAL(value.step, "phone_discovery");
  CAF_REQUIRE_EQUAL(value.only_if.size(), 3u);
  CAF_CHECK(value.only_if[0].what == field_condition::test::absent);
  CAF_CHECK_EQUAL(value.only_if[0].field, "phone");
  CAF_REQUIRE_EQUAL(value.requests.size(), 3u);
  CAF_CHECK_EQUAL(value.requests[0].name, "by-name-and-address");
  CAF_CHECK_EQUAL(value.requests[1].name, "by-name");
  const auto& details = value.requests[2];
  CAF_CHECK_EQUAL(details.needs, std::vector<std::string>{"personId"});
  CAF_REQUIRE_EQUAL(details.gives.size(), 2u);
  CAF_CHECK((details.gives[0].paths[0]
             == value_path{"/phone_number",
                           "/All Phone Details",
                           {{"/phone_type", "Wireless"}},
                           "/last_reported"}));
  CAF_CHECK_EQUAL(details.gives[1].field, "age");
}

CAF_TEST(number lookup asks for the carrier of a phone) {
  auto loaded = load_shipped();
  const auto& value = provider(loaded, "number-lookup");
  CAF_CHECK_EQUAL(value.step, "line_type");
  CAF_REQUIRE_EQUAL(value.requests.size(), 1u);
  const auto& request = value.requests[0];
  CAF_CHECK_EQUAL(request.url, "https://n.example/v2/number_lookup/{phone}");
  CAF_CHECK((request.query == text_pairs{{"type", "carrier"}}));
  CAF_CHECK((request.headers == text_pairs{{"Authorization", "Bearer k"}}));
  CAF_CHECK_EQUAL(request.gives.size(), 3u);
}

CAF_TEST(no answer of the list is taken for a no) {
  auto loaded = load_shipped();
  const auto& value = provider(loaded, "do-not-call");
  CAF_CHECK_EQUAL(value.step, "dnc");
  CAF_CHECK(!value.pass_on_failure);
  CAF_REQUIRE_EQUAL(value.requests.size(), 1u);
  const auto& request = value.requests[0];
  // Not even "not found".
  CAF_CHECK(request.empty_statuses.empty());
  CAF_REQUIRE(!request.gives.empty());
  CAF_CHECK(
      (request.gives[0].words == text_pairs{{"true", "YES"}, {"false", "NO"}}));
}
