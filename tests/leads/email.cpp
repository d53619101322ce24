#define CAF_SUITE leads_email
#include "leads/email.hpp"

#include <string>

#include <caf/test/unit_test.hpp>

#include "tests/support/copy.hpp"

using namespace leadmill;

namespace {

std::string text_of(std::string_view cell) {
  auto found = parse_email(cell);
  return found ? found->text : "";
}

} // namespace

CAF_TEST(addresses are found and put into one form) {
  for (auto [cell, expected] :
       std::initializer_list<std::pair<const char*, const char*>>{
           {"jane@example.com", "jane@example.com"},
           {" Jane.Doe+x@EXAMPLE.com ", "jane.doe+x@example.com"},
           {"mailto:jane@example.com?subject=hi", "jane@example.com"},
           {"Jane <jane@example.com>", "jane@example.com"},
           {"Jane \"J\" Doe <jane@example.com> (work)", "jane@example.com"},
           {"jane@example.com; joe@example.com", "jane@example.com"},
           {"bad@, joe@example.com", "joe@example.com"},
           {"jane@example.com.", "jane@example.com"},
           {"\"jane@example.com\"", "jane@example.com"},
           {"jane@m\xc3\xbcller.de", "jane@xn--mller-kva.de"},
           {"o'neil@example.com", "o'neil@example.com"},
           {"\xc2\xa0jane@example.com\xe2\x80\x8b", "jane@example.com"},
       }) {
    CAF_MESSAGE(cell);
    CAF_CHECK_EQUAL(text_of(cell), expected);
  }
}

CAF_TEST(what cannot be an address is none) {
  for (auto cell : {"",
                    "@",
                    "jane",
                    "jane@",
                    "@example.com",
                    "jane@example",
                    "jane@example.con",
                    "jane@@example.com",
                    "ja..ne@example.com",
                    ".jane@example.com",
                    "jane.@example.com",
                    "jane doe@",
                    "jane@com",
                    "jane@co.uk",
                    "jane@exa mple.con",
                    "j\xc3\xa4ne@example.com",
                    "jane@127.0.0.1",
                    "jane@-example.com",
                    "a@b@",
                    "@@@@@@@@"}) {
    CAF_MESSAGE(cell);
    CAF_CHECK_EQUAL(text_of(cell), "");
  }
  CAF_CHECK_EQUAL(text_of(std::string(65, 'a') + "@example.com"), "");
  CAF_CHECK_EQUAL(text_of(std::string(100000, '@')), "");
}

CAF_TEST(addresses are classified) {
  CAF_CHECK_EQUAL(copy(parse_email("a@mail.example.co.uk")->registrable),
                  "example.co.uk");
  CAF_CHECK(parse_email("Info@example.com")->role);
  CAF_CHECK(parse_email("sales+de@example.com")->role);
  CAF_CHECK(!parse_email("infomary@example.com")->role);
  CAF_CHECK(!parse_email("a@example.com")->free_mail);
  CAF_CHECK(parse_email("a@GMAIL.com")->free_mail);
}
