#define CAF_SUITE leads_letters
#include "leads/letters.hpp"

#include <caf/test/unit_test.hpp>

using namespace leadmill;

CAF_TEST(only what names are made of is kept) {
  CAF_CHECK_EQUAL(plain_letters("Jane O'Neil"), "Jane O'Neil");
  CAF_CHECK_EQUAL(plain_letters("Zo\xc3\xab \xe2\x9c\xa8"), "Zo\xc3\xab  ");
  // decomposed letters are composed
  CAF_CHECK_EQUAL(plain_letters("Zoe\xcc\x88"), "Zo\xc3\xab");
  // full width
  CAF_CHECK_EQUAL(plain_letters("\xef\xbc\xaa\xef\xbd\x8f"), "Jo");
  CAF_CHECK_EQUAL(plain_letters("a\xe2\x80\x8b"
                                "b\xef\xb8\x8f"),
                  "ab");
  CAF_CHECK_EQUAL(plain_letters("a\xe2\x80\x93"
                                "b"),
                  "a-b");
  CAF_CHECK_EQUAL(plain_letters("a\xe2\x84\xa2"), "a ");
  CAF_CHECK_EQUAL(plain_letters(""), "");
  CAF_CHECK_EQUAL(plain_letters("\xff\xfe"), "  ");
}

CAF_TEST(letters and their case are known beyond ASCII) {
  CAF_CHECK(has_letter("1a"));
  CAF_CHECK(has_letter("\xd0\x96"));
  CAF_CHECK(!has_letter("1 .-"));
  CAF_CHECK(!has_letter("\xf0\x9f\x9a\x80"));
  CAF_CHECK(is_all_upper("\xc3\x96 A-1"));
  CAF_CHECK(!is_all_upper("\xc3\xb6 A"));
  CAF_CHECK(!is_all_upper("123"));
  CAF_CHECK(is_all_lower("\xc3\xb6 a"));
  CAF_CHECK(!is_all_lower("\xc3\x96 a"));
  CAF_CHECK(!is_all_lower(""));
}

CAF_TEST(title case knows names) {
  CAF_CHECK_EQUAL(title_case("JOHN O'NEIL-MCDONALD"), "John O'Neil-McDonald");
  CAF_CHECK_EQUAL(title_case("j.r. smith"), "J.R. Smith");
  CAF_CHECK_EQUAL(title_case("d'angelo"), "D'Angelo");
  CAF_CHECK_EQUAL(title_case("KA'IMI"), "Ka'imi");
  CAF_CHECK_EQUAL(title_case("mc"), "Mc");
}
