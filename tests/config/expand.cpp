#define CAF_SUITE config_expand
#include "config/expand.hpp"

#include <caf/test/unit_test.hpp>

#include "tests/config/check_for.hpp"

using namespace leadmill;

namespace {

const std::map<std::string, std::string> variables{
    {"NAME", "value"}, {"EMPTY", ""}, {"NESTED", "${NAME}"}, {"A_1", "x"}};

std::string expanded(std::string_view text) {
  return expand(text, variables).value_or("(refused)");
}

} // namespace

CAF_TEST(variables are replaced wherever they stand) {
  CAF_CHECK_EQUAL(expanded("${NAME}"), "value");
  CAF_CHECK_EQUAL(expanded("a${NAME}b${A_1}"), "avaluebx");
  CAF_CHECK_EQUAL(expanded("${EMPTY}"), "");
  CAF_CHECK_EQUAL(expanded(""), "");
}

CAF_TEST(a value is not expanded again) {
  CAF_CHECK_EQUAL(expanded("${NESTED}"), "${NAME}");
}

CAF_TEST(a dollar sign alone is itself and two before a brace escape) {
  CAF_CHECK_EQUAL(expanded("$5 $NAME $"), "$5 $NAME $");
  CAF_CHECK_EQUAL(expanded("$${NAME}"), "${NAME}");
  CAF_CHECK_EQUAL(expanded("$$$"), "$$$");
}

CAF_TEST(a variable that is not set is named) {
  auto result = expand("${MISSING}", variables);
  CAF_REQUIRE(!result.has_value());
  CAF_CHECK(result.error().find("${MISSING}") != std::string::npos);
}

CAF_TEST(a malformed reference is refused) {
  for (auto bad :
       {"${", "${NAME", "${}", "${1A}", "${A-B}", "${ NAME}", "${NAME${NAME}}"})
    CHECK_FOR(bad, !expand(bad, variables).has_value());
}
