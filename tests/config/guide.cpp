// The examples that users are given: docs/providers.md, docs/destinations.md,
// config/leadmill.toml.
#define CAF_SUITE config_guide

#include <filesystem>
#include <fstream>
#include <sstream>

#include <caf/test/unit_test.hpp>

#include "messages/lead_fields.hpp"
#include "tests/config/check_for.hpp"
#include "tests/config/declared.hpp"

using namespace leadmill;

namespace {

std::string text_of(const char* name) {
  std::ifstream file{std::filesystem::path{LEADMILL_SOURCE_DIR} / name};
  std::ostringstream text;
  text << file.rdbuf();
  return text.str();
}

// The TOML of a guide, block by block.
std::vector<std::string> examples_of(const std::string& guide) {
  std::vector<std::string> result;
  std::istringstream lines{guide};
  std::string line;
  auto inside = false;
  while (std::getline(lines, line)) {
    auto begins = line.ends_with("```toml");
    if (begins)
      result.emplace_back();
    else if (inside && !line.ends_with("```"))
      result.back() += line + "\n";
    inside = begins || (inside && !line.ends_with("```"));
  }
  return result;
}

// A comment's text, up to where it ends.
std::string uncommented(const std::string& text) {
  std::istringstream lines{text};
  std::string result;
  for (std::string line; std::getline(lines, line) && line.starts_with("#");)
    result += line.substr(std::min<std::size_t>(2, line.size())) + "\n";
  return result;
}

const variables keys{{"COMPANY_LOOKUP_KEY", "k"},
                     {"PEOPLE_SEARCH_KEY", "k"},
                     {"CRM_SECRET", "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"},
                     {"CRM_TOKEN", "t"},
                     {"SLACK_WEBHOOK_URL", "https://hooks.example.com/a/b"},
                     {"DISCORD_WEBHOOK_URL", "https://hooks.example.com/c"}};

} // namespace

CAF_TEST(the examples of the guide are good and make one configuration) {
  auto examples = examples_of(text_of("docs/providers.md"));
  CAF_CHECK(examples.size() >= 6);
  std::string whole;
  for (const auto& example : examples)
    if (example.find("NAME") == std::string::npos)
      whole += example;
  auto loaded = load_text(whole, keys);
  CAF_CHECK_EQUAL(problems_of(loaded), "");
  for (auto name : {"company-lookup", "people-search", "town-directory"})
    CHECK_FOR(name, state_of(loaded, name) == "enabled");
  CAF_CHECK_EQUAL(state_of(loaded, "linkedin-sales-navigator"),
                  "enabled is false");
}

CAF_TEST(the example of what a request gives is good) {
  for (auto example : examples_of(text_of("docs/providers.md"))) {
    auto name = example.find("NAME");
    if (name == std::string::npos)
      continue;
    example.replace(name, 4, "x");
    CAF_CHECK_EQUAL(problems_of("[provider.x]\nstep = \"x\"\n"
                                "url = \"https://h.example/\"\n"
                                + example),
                    "");
  }
}

CAF_TEST(the guide names every field of a lead) {
  auto guide = text_of("docs/providers.md");
  auto list = guide.substr(guide.find("A lead's fields: "));
  list.resize(list.find("\n\n"));
  for (auto field : lead_field_names)
    CHECK_FOR(field,
              list.find("`" + std::string{field} + "`") != std::string::npos);
}

CAF_TEST(the examples in the comments of the shipped file are good) {
  auto text = text_of("config/leadmill.toml");
  auto start = text.find("# [provider.");
  CAF_REQUIRE(start != std::string::npos);
  auto loaded = load_text(uncommented(text.substr(start)), keys);
  CAF_CHECK_EQUAL(problems_of(loaded), "");
  CAF_CHECK_EQUAL(loaded.value.providers.size(), 1u);
  CAF_CHECK_EQUAL(loaded.value.sources.size(), 1u);
  auto next = text.find("# [destination.");
  CAF_REQUIRE(next != std::string::npos);
  loaded = load_text(uncommented(text.substr(next)), keys);
  CAF_CHECK_EQUAL(problems_of(loaded), "");
  CAF_CHECK_EQUAL(loaded.value.webhooks.size(), 2u);
  CAF_CHECK_EQUAL(loaded.value.exports.size(), 1u);
}

CAF_TEST(the examples of destinations are good and make one configuration) {
  std::string whole;
  for (const auto& example : examples_of(text_of("docs/destinations.md")))
    whole += example;
  auto loaded = load_text(whole, keys);
  CAF_CHECK_EQUAL(problems_of(loaded), "");
  for (auto name :
       {"crm", "team", "night-watch", "sheets", "warehouse", "intranet"})
    CHECK_FOR(name, state_of(loaded, name) == "enabled");
  auto off = load_text(whole);
  CAF_CHECK_EQUAL(problems_of(off), "");
  CAF_CHECK_EQUAL(state_of(off, "team"), "SLACK_WEBHOOK_URL is not set");
}
