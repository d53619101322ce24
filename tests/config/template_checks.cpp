#define CAF_SUITE config_template_checks
#include "config/template_checks.hpp"

#include <caf/test/unit_test.hpp>

#include "tests/config/check_for.hpp"

using namespace leadmill;

namespace {

written_pieces pieces(std::string_view text) {
  auto result = take_apart(text, lone_brace::is_itself);
  CAF_REQUIRE(result.has_value());
  return *result;
}

} // namespace

CAF_TEST(placeholders of a URL stand behind its host) {
  for (auto good :
       {"https://h.example/{a}",
        "http://h.example:81/v1/{a}.{b}/?c={d}&{e}={f}",
        "https://h.example?{a}", "https://h.example", "https://[::1]:1/{a}"})
    CHECK_FOR(good, url_fault(pieces(good)).empty());
  for (auto bad :
       {"{a}", "{a}://h.example/", "https://{a}/", "https://{a}.example/",
        "https://h.{a}/", "https://h.example{a}/", "https://h.example:{a}/",
        "https://h.example:8{a}/", "https://{a}@h.example/",
        "https:{a}//h.example/", "https:/{a}/h.example/",
        "https://h.example{a}", "https://[{a}]/"})
    CHECK_FOR(
        bad,
        url_fault(pieces(bad)).starts_with("has {a} in front of its path; "));
}

CAF_TEST(what is no absolute URL of http or https is refused) {
  for (auto bad :
       {"", "/a", "h.example/a", "//h.example/a", "ftp://h.example/",
        "file:///etc/passwd", "https://", "https:///a", "https://u@h.example/",
        "https://u:p@h.example/", "https://h.example/a b",
        "https://h.example/\xc3\xa9", "https://h.example\\a/",
        "https://h.example:x/", "javascript:alert(1)//"})
    CHECK_FOR(bad, url_fault(pieces(bad)).starts_with("must be an absolute "));
  CAF_CHECK(url_fault(pieces("https://h.example/#{a}")).starts_with("has a #"));
}

CAF_TEST(a base ends with a host or a path) {
  for (auto good : {"https://h.example", "https://h.example/", "http://h/v1/"})
    CHECK_FOR(good, base_url_fault(pieces(good)).empty());
  for (auto bad : {"", "/v1", "https://h.example?", "https://h.example/#",
                   "https://h.example/{a}", "https://h.example/{{a", "x"})
    CHECK_FOR(bad, !base_url_fault(pieces(bad)).empty());
}

CAF_TEST(headers are named as headers are and are not the ones of the client) {
  for (auto good : {"Accept", "X-Api-Key", "x_1", "Content-Type"})
    CHECK_FOR(good, header_name_fault(good).empty());
  for (auto bad : {"", " ", "A B", "A:", "A\r\nB", "\xc3\xa9", "X-{a}", "X-}",
                   "host", "HOST", "Content-Length", "transfer-encoding",
                   "Connection", "Upgrade", "TE"})
    CHECK_FOR(bad, !header_name_fault(bad).empty());
}

CAF_TEST(the value of a header is one line of UTF - 8) {
  for (auto good : {"", "Bearer {a}", "\xc3\xa9", "a \"b\""})
    CHECK_FOR(good, header_value_fault(pieces(good)).empty());
  for (auto bad : {"a\nb", "a\r", "\x01", "a\tb", "\x7f", "\xff"})
    CHECK_FOR(bad, !header_value_fault(pieces(bad)).empty());
  const std::string nul{"a\0b", 3};
  CAF_CHECK(!header_value_fault({{written_piece::kind::text, nul}}).empty());
}

CAF_TEST(a body is JSON whatever the values are) {
  for (auto good : {R"({"a": "{b}", "c": {d}})", "{a}", R"("{a}")", "[{a},{b}]",
                    R"({"{a}": 1})", R"({"a": "\\{b}"})", "5", "{}"})
    CHECK_FOR(good, json_fault(pieces(good), false).empty());
  for (auto bad : {"", "{", R"({"a": {b})", R"({"a": {b}1})", "{a}{b}", "x",
                   R"({"a": "{b})", R"({a: 1})", R"({"a": 1,})"})
    CHECK_FOR(bad, json_fault(pieces(bad), false).starts_with("is no JSON"));
  for (auto bad : {R"({"a": "\{b}"})", R"({"a": "\u00{b}"})"})
    CHECK_FOR(bad, json_fault(pieces(bad), false)
                       .starts_with("has {b} behind a backslash"));
}

CAF_TEST(a body into which parameters go is an object) {
  CAF_CHECK(json_fault(pieces(R"({"a": {b}})"), true).empty());
  for (auto bad : {"{a}", "[]", "5", R"("x")"})
    CHECK_FOR(bad, !json_fault(pieces(bad), true).empty());
}

CAF_TEST(the depth of a body has no end and no crash) {
  auto deep = std::string(100'000, '[') + std::string(100'000, ']');
  CAF_CHECK(json_fault({{written_piece::kind::text, deep}}, false).empty());
}

CAF_TEST(the path of a URL ends with its query) {
  CAF_CHECK_EQUAL(
      placeholders_in_path(pieces("https://h/{a}/{b}/{a}?c={d}&e={f}")),
      (std::vector<std::string>{"a", "b"}));
  CAF_CHECK(placeholders_in_path(pieces("https://h?a={b}")).empty());
}
