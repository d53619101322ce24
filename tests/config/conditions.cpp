#define CAF_SUITE config_conditions
#include "config/conditions.hpp"

#include <caf/test/unit_test.hpp>

#include "tests/config/check_for.hpp"

using namespace leadmill;

namespace {

using test = field_condition::test;

void check(const char* text, const field_condition& expected) {
  auto found = parse_condition(text);
  CHECK_FOR(text, found.has_value() && *found == expected);
}

} // namespace

CAF_TEST(the four forms are read with blanks or without) {
  check("phone", {test::present, "phone", ""});
  check(" ! phone ", {test::absent, "phone", ""});
  check("country=US", {test::equals, "country", "US"});
  check(" city = New York ", {test::equals, "city", "New York"});
  check("lineType!=voip", {test::differs, "lineType", "voip"});
  check("lineType != voip", {test::differs, "lineType", "voip"});
  check("carrier=a=b", {test::equals, "carrier", "a=b"});
  check("carrier=!a", {test::equals, "carrier", "!a"});
}

CAF_TEST(what is no condition is refused) {
  for (auto bad : {"", " ", "!", "=", "!=", "=US", "country=", "country!=",
                   "!!phone", "a b", "!country=US", "a b=c"})
    CHECK_FOR(bad, !parse_condition(bad));
}

CAF_TEST(a list is read whole or not at all) {
  std::vector<field_condition> field;
  auto text = [](const char* x) { return file_value{std::string{x}, "f:1"}; };
  auto good = file_value{file_list{text("phone"), text("!email")}, "f:1"};
  CAF_CHECK_EQUAL(assign_conditions(field, good), "");
  CAF_CHECK_EQUAL(field.size(), 2u);
  auto bad = file_value{file_list{text("phone"), text("a b")}, "f:1"};
  CAF_CHECK(assign_conditions(field, bad).starts_with("holds \"a b\"; write "));
  CAF_CHECK(!assign_conditions(field, text("phone")).empty());
}
