#define CAF_SUITE actors_outside_html_encoding
#include "actors/outside/html_encoding.hpp"

#include <random>

#include <caf/test/unit_test.hpp>

#include "messages/json.hpp"
#include "tests/support/copy.hpp"

using namespace leadmill;

namespace {

std::string read(std::string_view page, std::string_view content_type = {}) {
  return html_to_utf8(page, content_type);
}

} // namespace

CAF_TEST(the encoding is what the header says) {
  CAF_CHECK_EQUAL(read("\xe9", "text/html; charset=ISO-8859-1"), "é");
  CAF_CHECK_EQUAL(read("\xc3\xa9", "text/html; Charset=\"UTF-8\""), "é");
  CAF_CHECK_EQUAL(read("\xc3\xa9", "text/html; charset=utf8 ; x=y"), "é");
  CAF_CHECK_EQUAL(read("\x80", "text/html; charset=latin1"), "€");
  CAF_CHECK_EQUAL(read("\x83\x65", "text/html; charset=Shift_JIS"), "テ");
  CAF_CHECK_EQUAL(read("<meta charset=utf-8>\xe9", "x;charset=windows-1252"),
                  "<meta charset=utf-8>é");
  CAF_CHECK_EQUAL(read(std::string_view{"a\0b\0", 4}, "x; charset=utf-16le"),
                  "ab");
}

CAF_TEST(else the encoding is what the page says) {
  CAF_CHECK_EQUAL(read("<meta charset='windows-1251'>\xe9"),
                  "<meta charset='windows-1251'>й");
  CAF_CHECK_EQUAL(
      read("<META CONTENT=\"text/html; CHARSET = iso-8859-2\">\xb1"),
      "<META CONTENT=\"text/html; CHARSET = iso-8859-2\">ą");
  CAF_CHECK_EQUAL(read("<meta charset=utf-16>\xc3\xa9"),
                  "<meta charset=utf-16>é");
  // Too far behind to be a declaration.
  auto far = std::string(1024, ' ') + "<meta charset=windows-1251>";
  CAF_CHECK_EQUAL(read(far + "\xe9"), far + "é");
}

CAF_TEST(else the encoding is what it can be) {
  CAF_CHECK_EQUAL(read("\xc3\xa9"), "é");
  CAF_CHECK_EQUAL(read("\xe9\x80"), "é€");
  CAF_CHECK_EQUAL(read(""), "");
  for (auto unknown :
       {"x; charset=klingon", "x; charset=", "x; charset", "x; charset=;",
        "x; charset=\"", "charset charset=utf-8"})
    CAF_CHECK_EQUAL(read("\xc3\xa9", unknown), "é");
  CAF_CHECK_EQUAL(read("<meta charset=utf-8>\xc3\xa9", "x; charset=klingon"),
                  "<meta charset=utf-8>é");
}

CAF_TEST(a byte order mark goes before everything and is left out) {
  CAF_CHECK_EQUAL(read("\xef\xbb\xbf\xc3\xa9", "x; charset=latin1"), "é");
  CAF_CHECK_EQUAL(read(std::string_view{"\xff\xfe\xe9\0", 4}), "é");
  CAF_CHECK_EQUAL(read(std::string_view{"\xfe\xff\0\xe9", 4}), "é");
}

CAF_TEST(bytes that are not of the encoding are marked) {
  CAF_CHECK_EQUAL(read("a\xff\xc3(b", "x; charset=utf-8"), "a��(b");
  CAF_CHECK_EQUAL(read("a\xc3", "x; charset=utf-8"), "a�");
  CAF_CHECK_EQUAL(read("a\x81z", "x; charset=windows-1252"), "a�z");
  CAF_CHECK_EQUAL(read("a\xfcz", "x; charset=shift_jis"), "a�z");
  CAF_CHECK_EQUAL(read("\xff\xfe"
                       "a",
                       ""),
                  "�");
  CAF_CHECK_EQUAL(read("\xed\xa0\x80", "x; charset=utf-8"), "���");
}

CAF_TEST(what is read is well formed whatever comes) {
  std::mt19937 random{51};
  for (auto name : {"", "utf-8", "utf-16", "utf-16be", "utf-7", "utf-32",
                    "shift_jis", "euc-jp", "iso-2022-jp", "gb18030", "big5",
                    "euc-kr", "windows-1252", "windows-1251", "iso-8859-15"})
    for (int round = 0; round < 200; ++round) {
      std::string page;
      for (auto n = random() % 60; n > 0; --n)
        page += static_cast<char>(random() % (random() % 2 ? 128 : 256));
      CAF_REQUIRE(is_utf8(read(page, "x; charset=" + std::string{name})));
    }
}

CAF_TEST(a large page is read to its end) {
  std::string page(100'000, '\xe9');
  CAF_CHECK_EQUAL(copy(read(page, "x; charset=latin1").size()), 200'000u);
  CAF_CHECK_EQUAL(copy(read(page, "x; charset=utf-8").size()), 300'000u);
}
