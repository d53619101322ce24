#define CAF_SUITE leads_text
#include "leads/text.hpp"

#include <caf/test/unit_test.hpp>

using namespace leadmill;

CAF_TEST(white space at the ends goes and that inside shrinks) {
  CAF_CHECK_EQUAL(trim(" \t a b \r\n"), "a b");
  CAF_CHECK_EQUAL(trim("\xc2\xa0\xe2\x80\x8b"
                       "a\xef\xbb\xbf"),
                  "a");
  CAF_CHECK_EQUAL(trim(""), "");
  CAF_CHECK_EQUAL(trim(" \xe3\x80\x80 "), "");
  CAF_CHECK_EQUAL(trim("\xc3\xa9"), "\xc3\xa9");
  CAF_CHECK_EQUAL(squeeze("  a \n\xc2\xa0 b  "), "a b");
  CAF_CHECK_EQUAL(squeeze(""), "");
  CAF_CHECK_EQUAL(squeeze("\xe2\x82\xac  \xc3\xa9"), "\xe2\x82\xac \xc3\xa9");
}

CAF_TEST(texts are split into trimmed parts) {
  CAF_CHECK(split("a, b;;c ,", ",;")
            == (std::vector<std::string_view>{"a", "b", "c"}));
  CAF_CHECK(split("", ",").empty());
  CAF_CHECK(split(" , ", ",").empty());
}

CAF_TEST(names of columns fold to their letters and digits) {
  CAF_CHECK_EQUAL(fold_name("E-mail Address"), "emailaddress");
  CAF_CHECK_EQUAL(fold_name("\xef\xbb\xbf"
                            "First_Name (2)"),
                  "firstname2");
  CAF_CHECK_EQUAL(fold_name("T\xc3\xa9l\xc2\xa0No."), "t\xc3\xa9lno");
  CAF_CHECK_EQUAL(fold_name(" - "), "");
}

CAF_TEST(cells that say nothing are known) {
  for (auto text : {"", "N/A", "na", "NULL", "none", "-", "--", "Unknown",
                    "undefined", "Not Available", "#N/A"})
    CAF_CHECK(is_placeholder(text));
  for (auto text : {"0", "no", "Naomi", "nonesuch", "not available today"})
    CAF_CHECK(!is_placeholder(text));
}

CAF_TEST(what is beyond ASCII is seen) {
  CAF_CHECK(is_ascii("abc"));
  CAF_CHECK(!is_ascii("\xc3\xb6"));
}
