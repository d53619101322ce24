#define CAF_SUITE config_variables
#include "config/variables.hpp"

#include <caf/test/unit_test.hpp>

#include "tests/config/check_for.hpp"
#include "tests/support/scratch.hpp"

using namespace leadmill;

CAF_TEST(an empty variable counts as not set) {
  variables some{{"A", "1"}, {"B", ""}};
  CAF_REQUIRE(find_variable(some, "A") != nullptr);
  CAF_CHECK_EQUAL(std::string{*find_variable(some, "A")}, "1");
  CAF_CHECK(find_variable(some, "B") == nullptr);
  CAF_CHECK(find_variable(some, "C") == nullptr);
}

CAF_TEST(a value is that of the variable or of the file that it names) {
  scratch dir;
  variables some{{"A", "1"}, {"B_FILE", dir.write("b", "two\r\n")}};
  auto a = look_up(some, "A");
  CAF_CHECK_EQUAL(a.text.value_or("?"), "1");
  CAF_CHECK_EQUAL(a.where, "A");
  auto b = look_up(some, "B");
  CAF_CHECK_EQUAL(b.text.value_or("?"), "two");
  CAF_CHECK_EQUAL(b.where, "B_FILE");
  CAF_CHECK(!b.fault);
  auto c = look_up(some, "C");
  CAF_CHECK(!c.text && !c.fault);
}

CAF_TEST(both at once and a file that cannot be read are faults) {
  scratch dir;
  auto both = look_up({{"A", "secret"}, {"A_FILE", dir.write("a", "x")}}, "A");
  CAF_CHECK(!both.text);
  CAF_REQUIRE(both.fault.has_value());
  CAF_CHECK_EQUAL(both.fault->where, "A");
  CAF_CHECK(both.fault->what.find("secret") == std::string::npos);
  auto missing = look_up({{"A_FILE", (dir.path() / "no").string()}}, "A");
  CAF_REQUIRE(missing.fault.has_value());
  CAF_CHECK_EQUAL(missing.fault->where, "A_FILE");
}

CAF_TEST(a variable has letters and digits and does not begin with one) {
  for (auto good : {"A", "a_1", "_"})
    CHECK_FOR(good, is_variable_name(good));
  for (auto bad : {"", "1A", "A-B", "A B", "\xc3\xa9"})
    CHECK_FOR(bad, !is_variable_name(bad));
}
