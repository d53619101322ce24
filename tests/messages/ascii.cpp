#define CAF_SUITE messages_ascii
#include "messages/ascii.hpp"

#include <caf/test/unit_test.hpp>

using namespace leadmill;

CAF_TEST(case is changed in ASCII only) {
  CAF_CHECK_EQUAL(ascii_lower("AZaz[\xc3\x96"), "azaz[\xc3\x96");
  CAF_CHECK_EQUAL(ascii_upper("AZaz{\xc3\xb6"), "AZAZ{\xc3\xb6");
  CAF_CHECK(equal_ignoring_case("aBc", "AbC"));
  CAF_CHECK(equal_ignoring_case("", ""));
  CAF_CHECK(!equal_ignoring_case("ab", "abc"));
  CAF_CHECK(!equal_ignoring_case("abc", "ab"));
  CAF_CHECK(!equal_ignoring_case("[", "{"));
}

CAF_TEST(blanks of ASCII are trimmed and no others) {
  CAF_CHECK_EQUAL(trim_ascii(" \t\r\n\v\fa b\n "), "a b");
  CAF_CHECK_EQUAL(trim_ascii(" \t"), "");
  CAF_CHECK_EQUAL(trim_ascii(""), "");
  CAF_CHECK_EQUAL(trim_ascii("\xc2\xa0x"), "\xc2\xa0x");
}
