#define CAF_SUITE actors_outside_url
#include "actors/outside/url.hpp"

#include <random>

#include <caf/test/unit_test.hpp>

#include "tests/support/copy.hpp"

using namespace leadmill;

namespace {

std::string resolve(std::string_view reference,
                    std::string_view base = "http://a.example/b/c/d;p?q") {
  return resolve_url(base, reference).value_or("none");
}

std::string parts(std::string_view url) {
  auto split = split_url(url);
  if (!split)
    return "none";
  return split->scheme + " " + split->host + " " + split->port + " "
         + split->path + " " + split->query;
}

bool same(std::string_view a, std::string_view b) {
  return same_origin(*split_url(a), *split_url(b));
}

} // namespace

CAF_TEST(a URL has its parts) {
  CAF_CHECK_EQUAL(parts("https://api.example/v1/x?y=1&z#f"),
                  "https api.example 443 /v1/x ?y=1&z");
  CAF_CHECK_EQUAL(parts("HTTP://API.Example:8080"), "http api.example 8080 / ");
  CAF_CHECK_EQUAL(parts("http://api.example?x=/y"),
                  "http api.example 80 / ?x=/y");
  CAF_CHECK_EQUAL(parts("http://[::1]:81/a"), "http [::1] 81 /a ");
  CAF_CHECK_EQUAL(parts("http://[::1]/a"), "http [::1] 80 /a ");
  CAF_CHECK_EQUAL(parts("http://a_b.example:/x"), "http a_b.example 80 /x ");
}

CAF_TEST(what can be read in two ways is no URL) {
  for (auto url : {"",
                   "x",
                   "/x",
                   "//x.example/",
                   "ftp://x.example/",
                   "http:/x",
                   "http:x",
                   "http://",
                   "http:///x",
                   "http://user@x.example/",
                   "http://x.example\\@evil.example/",
                   "http://x.example@evil.example",
                   "http://a b/",
                   "http://x.example:80a/",
                   "http://x.example:123456/",
                   "http://:80/",
                   "http://x.example%2f/",
                   "http://[::1/",
                   "http://[]/",
                   "http://[g]/",
                   "http://x\texample/",
                   "http://x\n.example/",
                   " http://x",
                   "javascript:alert(1)",
                   "http://x.example;y/",
                   "1http://x.example/"})
    CAF_CHECK_EQUAL(parts(url), "none");
}

CAF_TEST(an origin is scheme and host and port) {
  CAF_CHECK(same("http://a.example/x", "HTTP://A.EXAMPLE:80?y"));
  CAF_CHECK(same("https://a.example:443", "https://a.example:0443/"));
  CAF_CHECK(!same("https://a.example", "http://a.example"));
  CAF_CHECK(!same("http://a.example", "http://a.example:81"));
  CAF_CHECK(!same("http://a.example", "http://a.example.evil.example"));
}

CAF_TEST(references are resolved as RFC 3986 says) {
  // Those of its section 5.4 that are of http, fragments left out.
  std::pair<const char*, const char*> all[] = {
      {"g", "http://a.example/b/c/g"},
      {"./g", "http://a.example/b/c/g"},
      {"g/", "http://a.example/b/c/g/"},
      {"/g", "http://a.example/g"},
      {"//g.example", "http://g.example/"},
      {"?y", "http://a.example/b/c/d;p?y"},
      {"g?y", "http://a.example/b/c/g?y"},
      {"#s", "http://a.example/b/c/d;p?q"},
      {"g#s", "http://a.example/b/c/g"},
      {"g?y#s", "http://a.example/b/c/g?y"},
      {";x", "http://a.example/b/c/;x"},
      {"g;x?y#s", "http://a.example/b/c/g;x?y"},
      {"", "http://a.example/b/c/d;p?q"},
      {".", "http://a.example/b/c/"},
      {"./", "http://a.example/b/c/"},
      {"..", "http://a.example/b/"},
      {"../", "http://a.example/b/"},
      {"../g", "http://a.example/b/g"},
      {"../..", "http://a.example/"},
      {"../../g", "http://a.example/g"},
      {"../../../g", "http://a.example/g"},
      {"/./g", "http://a.example/g"},
      {"/../g", "http://a.example/g"},
      {"g.", "http://a.example/b/c/g."},
      {"..g", "http://a.example/b/c/..g"},
      {"./../g", "http://a.example/b/g"},
      {"g/./h", "http://a.example/b/c/g/h"},
      {"g/../h", "http://a.example/b/c/h"},
      {"g?y/../x", "http://a.example/b/c/g?y/../x"},
      {"https://o.example:8443/x/../y", "https://o.example:8443/y"},
      {"https://o.example:443", "https://o.example/"}};
  for (auto [reference, expected] : all)
    CAF_CHECK_EQUAL(resolve(reference), copy(std::string{expected}));
}

CAF_TEST(a link is taken as browsers take it) {
  CAF_CHECK_EQUAL(resolve("  /a b\n/c\t"), "http://a.example/a%20b/c");
  CAF_CHECK_EQUAL(resolve("/Zoë?q=\"é\""),
                  "http://a.example/Zo%C3%AB?q=%22%C3%A9%22");
  CAF_CHECK_EQUAL(resolve("/%2e%2e/%2E/x"), "http://a.example/x");
  CAF_CHECK_EQUAL(resolve("/a%20b%zz"), "http://a.example/a%20b%zz");
  CAF_CHECK_EQUAL(resolve("x", "http://a.example"), "http://a.example/x");
  CAF_CHECK_EQUAL(resolve("x", "http://a.example:8080?p=1"),
                  "http://a.example:8080/x");
}

CAF_TEST(what is no link leads nowhere) {
  for (auto link :
       {"javascript:void(0)", "mailto:a@b.example", "ftp://x.example/",
        "data:text/html,x", "tel:+12125550101", "//user@x.example/", "//",
        "http:///x", "http://x.example\\@y.example/", "java\nscript:x"})
    CAF_CHECK_EQUAL(resolve(link), "none");
  CAF_CHECK_EQUAL(resolve("/x", "no base"), "none");
  // A path with backslashes stays one.
  CAF_CHECK_EQUAL(resolve("\\\\evil.example/x"),
                  "http://a.example/b/c/%5C%5Cevil.example/x");
}

CAF_TEST(encoding leaves nothing that has a meaning) {
  CAF_CHECK_EQUAL(percent_encode("aZ0-._~"), "aZ0-._~");
  CAF_CHECK_EQUAL(
      percent_encode(" /?#%&=+:@!$'()*,;[]"),
      "%20%2F%3F%23%25%26%3D%2B%3A%40%21%24%27%28%29%2A%2C%3B%5B%5D");
  CAF_CHECK_EQUAL(percent_encode("Zoë"), "Zo%C3%AB");
  CAF_CHECK_EQUAL(percent_encode(std::string_view{"\0\r\n", 3}), "%00%0D%0A");
  CAF_CHECK_EQUAL(form_encode("a b+c&d=é*~"), "a+b%2Bc%26d%3D%C3%A9*%7E");
  CAF_CHECK_EQUAL(tidy_url("/a b?x={y}&z=%20|`^\\<>\"\x7f"),
                  "/a%20b?x=%7By%7D&z=%20%7C%60%5E%5C%3C%3E%22%7F");
}

CAF_TEST(what was encoded comes back) {
  std::mt19937 random{3};
  for (int round = 0; round < 2'000; ++round) {
    std::string text;
    for (auto n = random() % 20; n > 0; --n)
      text += static_cast<char>(random() % 256);
    CAF_REQUIRE(percent_decode(percent_encode(text)) == text);
  }
  CAF_CHECK_EQUAL(percent_decode("%41%zz%4"), "A%zz%4");
  CAF_CHECK_EQUAL(percent_decode("%%41%"), "%A%");
}

CAF_TEST(a dot segment is one however it is written) {
  for (auto segment : {".", "..", "%2e", "%2E", ".%2e", "%2e.", "%2E%2e"})
    CAF_CHECK(is_dot_segment(segment));
  for (auto segment : {"", "...", "%2e%2e%2e", "a.", "%252e", "..;", ". "})
    CAF_CHECK(!is_dot_segment(segment));
}

CAF_TEST(whatever is resolved stays what it is when resolved again) {
  std::mt19937 random{5};
  constexpr std::string_view pieces[] = {
      "/", "..",  ".",  "a",        "?",
      "#", "%2e", "//", "http:",    "https://b.example",
      ":", "@",   "\\", "\xc3\xa9", " ",
      "&", "[",   "]",  "8080"};
  int good = 0;
  for (int round = 0; round < 20'000; ++round) {
    std::string link;
    for (auto n = random() % 6; n > 0; --n)
      link += pieces[random() % std::size(pieces)];
    auto once = resolve_url("https://a.example:8443/x/y?z", link);
    if (!once)
      continue;
    ++good;
    CAF_REQUIRE(split_url(*once).has_value());
    CAF_REQUIRE_EQUAL(resolve_url("http://o.example", *once).value_or("none"),
                      *once);
  }
  CAF_CHECK_GREATER(good, 5'000);
}
