#define CAF_SUITE leads_domain
#include "leads/domain.hpp"

#include <string>

#include <caf/test/unit_test.hpp>

using namespace leadmill;

CAF_TEST(domains are put into one form) {
  CAF_CHECK_EQUAL(normalize_domain("EXAMPLE.com"), "example.com");
  CAF_CHECK_EQUAL(normalize_domain("example.com."), "example.com");
  CAF_CHECK_EQUAL(normalize_domain("m\xc3\xbcller.example.de"),
                  "xn--mller-kva.example.de");
  CAF_CHECK_EQUAL(normalize_domain("xn--mller-kva.de"), "xn--mller-kva.de");
}

CAF_TEST(what is no domain is none) {
  for (auto text : {"", ".", "com", "localhost", "example..com", ".example.com",
                    "-a.example.com", "a-.example.com", "exa mple.com",
                    "exam_ple.com", "example.con", "127.0.0.1", "example.c",
                    "[::1]", "a/b.com", "\xe2\x98\x83\xef\xb8\x8f.invalid"}) {
    CAF_MESSAGE(text);
    CAF_CHECK_EQUAL(normalize_domain(text), "");
  }
  CAF_CHECK_EQUAL(normalize_domain(std::string(64, 'a') + ".com"), "");
  std::string longest;
  while (longest.size() < 254)
    longest += "abcdefg.";
  CAF_CHECK_EQUAL(normalize_domain(longest + "com"), "");
}

CAF_TEST(the registered part is found by the public suffix list) {
  CAF_CHECK_EQUAL(registrable_domain("mail.dept.example.co.uk"),
                  "example.co.uk");
  CAF_CHECK_EQUAL(registrable_domain("example.com"), "example.com");
  CAF_CHECK_EQUAL(registrable_domain("a.example.com"), "example.com");
  CAF_CHECK_EQUAL(registrable_domain("co.uk"), "");
}

CAF_TEST(a web address names its domain) {
  CAF_CHECK_EQUAL(domain_of_url("https://www.Example.com:8080/a?b#c"),
                  "www.example.com");
  CAF_CHECK_EQUAL(domain_of_url("example.org/about"), "example.org");
  CAF_CHECK_EQUAL(domain_of_url(" http://user:pw@example.org "), "example.org");
  CAF_CHECK_EQUAL(domain_of_url("not a site"), "");
  CAF_CHECK_EQUAL(domain_of_url(""), "");
}
