#define CAF_SUITE config_blocks
#include "config/blocks.hpp"

#include <algorithm>

#include <caf/test/unit_test.hpp>

#include "config/toml_file.hpp"
#include "tests/config/check_for.hpp"

using namespace leadmill;

namespace {

struct answer {
  std::string own;
  std::string shipped;
  std::string faults;
};

answer collect(std::string_view text) {
  auto file = parse_toml(text, "f");
  CAF_REQUIRE(file.problems.empty());
  fault_list faults;
  answer result;
  for (const auto& block : collect_blocks(file.trees, faults))
    (block.is_shipped ? result.shipped : result.own) +=
        std::string{to_string(block.kind)} + "." + block.name + " ";
  for (const auto& problem : faults.problems())
    result.faults += to_string(problem) + "\n";
  return result;
}

bool holds(const std::string& text, std::string_view part) {
  return text.find(part) != std::string::npos;
}

} // namespace

CAF_TEST(without a file there is what ships) {
  auto found = collect("");
  CAF_CHECK_EQUAL(found.own, "");
  CAF_CHECK_EQUAL(found.shipped,
                  "provider.do-not-call provider.number-lookup "
                  "provider.skip-tracing source.example-directory "
                  "source.linkedin-sales-navigator ");
  CAF_CHECK_EQUAL(found.faults, "");
}

CAF_TEST(blocks stand in the order of the file and replace what ships) {
  auto found = collect("[source.z]\n[provider.z-lookup]\n"
                       "[provider.number-lookup]\n[provider.a-lookup]\n");
  CAF_CHECK_EQUAL(found.own, "provider.z-lookup provider.number-lookup "
                             "provider.a-lookup source.z ");
  CAF_CHECK(!holds(found.shipped, "number-lookup"));
  CAF_CHECK(holds(found.shipped, "provider.skip-tracing"));
  CAF_CHECK_EQUAL(found.faults, "");
}

CAF_TEST(what is no block is told with its line) {
  for (auto text : {"provider = 5\n", "provider = [\"x\"]\n", "provider = []\n",
                    "[[provider]]\nurl = \"x\"\n"})
    CHECK_FOR(text, collect(text).faults
                        == "f:1: provider is no block with a name: begin each "
                           "with [provider.NAME]\n");
  CAF_CHECK_EQUAL(collect("[source]\nurl = \"x\"\n").faults,
                  "f:2: source.url is no block with a name: begin each with "
                  "[source.NAME]\n");
  CAF_CHECK(
      holds(collect("[[provider.x]]\n").faults, "provider.x is no block"));
  CAF_CHECK_EQUAL(collect("[provider]\n[source]\n").faults, "");
}

CAF_TEST(names have their form) {
  for (auto name : {"\"\"", "A", "\"a b\"", "a_b", "\"a.b\"", "\"../x\""})
    CHECK_FOR(name,
              holds(collect("\n[provider." + std::string{name} + "]\n").faults,
                    "f:2: provider."));
}

CAF_TEST(a provider and a source have no name in common) {
  CAF_CHECK_EQUAL(collect("[provider.a]\n[source.a]\n").faults,
                  "f:1: provider.a has the name of a source (f:2); give each "
                  "its own\n");
  auto found = collect("[source.number-lookup]\n").faults;
  CAF_CHECK(
      found.starts_with("f:1: source.number-lookup has the name of a "
                        "provider (config/providers/number-lookup.toml:"));
}

CAF_TEST(there is a bound on blocks) {
  std::string text;
  for (int i = 0; i < 201; ++i)
    text += "[provider.p" + std::to_string(i) + "]\n";
  CAF_CHECK_EQUAL(collect(text).faults,
                  "f:201: is one block too many; there may be 200\n");
  text.erase(text.rfind("[provider"));
  CAF_CHECK_EQUAL(collect(text).faults, "");
}
