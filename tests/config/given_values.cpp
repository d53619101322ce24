#define CAF_SUITE config_given_values
#include "config/given_values.hpp"

#include <caf/test/unit_test.hpp>

#include "config/toml_file.hpp"

using namespace leadmill;

namespace {

struct answer {
  std::vector<given_value> values;
  std::string faults;
};

// Reads the keys as they would stand under [provider.x.gives].
answer read(std::string_view keys) {
  auto file = parse_toml("[provider.gives]\n" + std::string{keys}, "f");
  CAF_REQUIRE(file.problems.empty());
  const auto& root = std::get<file_table>(file.trees.at(0).value.value);
  fault_list faults;
  answer result;
  result.values = read_given(root.at(0).value, "gives", faults);
  for (const auto& problem : faults.problems())
    result.faults += to_string(problem) + "\n";
  return result;
}

} // namespace

CAF_TEST(a text or a table or a list of them says where a value is) {
  auto found = read("a = \"/x\"\n"
                    "b = [\"/x\", { each = \"/l\", at = \"/y\" }]\n"
                    "c = { at = \"/z\", words = { true = \"YES\", n = 5 } }\n");
  CAF_CHECK_EQUAL(found.faults, "");
  CAF_REQUIRE_EQUAL(found.values.size(), 3u);
  CAF_CHECK((found.values[0] == given_value{"a", {{"/x", "", {}, ""}}, {}}));
  CAF_CHECK(
      (found.values[1]
       == given_value{"b", {{"/x", "", {}, ""}, {"/y", "/l", {}, ""}}, {}}));
  CAF_CHECK((found.values[2]
             == given_value{
                 "c", {{"/z", "", {}, ""}}, {{"true", "YES"}, {"n", "5"}}}));
}

CAF_TEST(values stand in the order of the file) {
  auto found = read("zebra = \"/z\"\napple = \"/a\"\nmango = \"/m\"\n");
  std::string names;
  for (const auto& one : found.values)
    names += one.field + " ";
  CAF_CHECK_EQUAL(names, "zebra apple mango ");
}

CAF_TEST(names of members become pointers where elements are chosen) {
  auto found = read("a = { each = \"/l\", at = \"\", newest = \"a/b~c\", "
                    "prefer = [\" type = mobile \", \"/x/y=a=b\"] }\n");
  CAF_CHECK_EQUAL(found.faults, "");
  CAF_REQUIRE_EQUAL(found.values.size(), 1u);
  CAF_CHECK(
      (found.values[0].paths[0]
       == value_path{
           "", "/l", {{"/type", "mobile"}, {"/x/y", "a=b"}}, "/a~1b~0c"}));
}

CAF_TEST(words of any alternative are those of the value) {
  auto found = read("a = [{ at = \"/x\", words = { y = \"YES\" } }, "
                    "{ at = \"/y\", words = { n = \"NO\" } }]\n");
  CAF_REQUIRE_EQUAL(found.values.size(), 1u);
  CAF_CHECK((found.values[0].words == text_pairs{{"y", "YES"}, {"n", "NO"}}));
}

CAF_TEST(what says nothing is told with its place) {
  auto found = read("a = 5\nb = []\nc = { each = \"/x\" }\n"
                    "d = [\"/x\", true]\ne = { at = \"/x\", prefered = [] }\n"
                    "f = { at = \"/x\", prefer = [\"=a\", \"b\", \"c=\"] }\n"
                    "g = \"/${X}\"\nh = { at = 5 }\n");
  CAF_CHECK_EQUAL(
      found.faults,
      "f:2: gives.a must be a text, a table with the key \"at\", or a list of "
      "these\n"
      "f:3: gives.b is empty; say where the value is\n"
      "f:4: gives.c has no key \"at\"; it says where the value is\n"
      "f:5: gives.d[2] must be a text, a table with the key \"at\", or a list "
      "of these\n"
      "f:6: there is no key \"gives.e.prefered\"; the nearest one is "
      "\"gives.e.prefer\"\n"
      "f:7: gives.f.prefer (which elements go first) holds \"=a\"; write a "
      "member's name and its value, like \"type=mobile\"\n"
      "f:8: gives.g takes no ${NAME}; that may stand in base_url, url, query, "
      "headers, body, secret, old_secret and directory\n"
      "f:9: gives.h.at (where the value is) must be a text, in quotes\n");
}

CAF_TEST(anything but a table is refused) {
  fault_list faults;
  CAF_CHECK(read_given({std::string{"/x"}, "f:1"}, "gives", faults).empty());
  CAF_CHECK_EQUAL(faults.problems().size(), 1u);
}
