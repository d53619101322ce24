#define CAF_SUITE net_outbound_check
#include "net/outbound_check.hpp"

#include <caf/test/unit_test.hpp>

#include "tests/support/copy.hpp"

using namespace leadmill;

namespace {

std::string origin(const std::string& url) {
  return origin_of(url).value_or("none");
}

bool is_refused(http_call call) {
  auto why = refusal_of(call);
  return why && why->why == http_failure::invalid;
}

http_call with_header(std::string name, std::string value) {
  http_call out;
  out.headers = {{std::move(name), std::move(value)}};
  return out;
}

} // namespace

CAF_TEST(the origin is scheme and host and port) {
  CAF_CHECK_EQUAL(origin("http://Example.com/a?b#c"), "http://example.com:80");
  CAF_CHECK_EQUAL(origin("HTTPS://example.com"), "https://example.com:443");
  CAF_CHECK_EQUAL(origin("https://a:b@example.com:8443/"),
                  "https://example.com:8443");
  CAF_CHECK_EQUAL(origin("http://[::1]:80/"), "http://[::1]:80");
  CAF_CHECK_EQUAL(origin("http://127.1/"), "http://127.0.0.1:80");
}

CAF_TEST(what is no absolute http or https URL has no origin) {
  for (auto url : {"",
                   "/path",
                   "example.com",
                   "localhost:80/x",
                   "//example.com/",
                   "http:",
                   "http://",
                   "http:///x",
                   "http:/x/",
                   "http:x",
                   "http://example.com:0x50/",
                   "http://example.com:65536/",
                   "http://[::1/",
                   "http://a@b@c/",
                   "http://a%00b/",
                   "http://exa mple.com/",
                   "file:///etc/passwd",
                   "ftp://example.com/",
                   "javascript:alert(1)",
                   "http://example.com/a b",
                   "http://example.com/\r\nX: y",
                   "http://example.com/\t",
                   "http://example.com\\@other.example/"})
    CAF_CHECK_EQUAL(origin(url), "none");
  CAF_CHECK_EQUAL(origin(std::string{"http://example.com/\0x", 21}), "none");
  CAF_CHECK_EQUAL(origin("http://example.com/" + std::string(9'000'000, 'x')),
                  "none");
}

CAF_TEST(the reason does not repeat the URL) {
  auto got = origin_of("secret://user:secret@secret/?secret=1");
  CAF_REQUIRE(!got);
  CAF_CHECK(got.error().why == http_failure::invalid);
  CAF_CHECK_EQUAL(copy(got.error().detail).find("secret"), std::string::npos);
}

CAF_TEST(methods are tokens) {
  http_call call;
  for (auto method : {"GET", "POST", "QUERY", "get", "M-SEARCH"}) {
    call.method = method;
    CAF_CHECK(!refusal_of(call));
  }
  for (auto method : {"", "GET ", "GET /", "G\nET", "G\xc3\x89T", "A:B"}) {
    call.method = method;
    CAF_CHECK(is_refused(call));
  }
  call.method = std::string{"GET\0", 4};
  CAF_CHECK(is_refused(call));
}

CAF_TEST(headers hold neither line breaks nor other controls) {
  CAF_CHECK(!refusal_of(with_header("X-Name", "a\tb: \"c\"; \xc3\xa9")));
  CAF_CHECK(!refusal_of(with_header("X-Name", "")));
  for (auto value : {"a\r\nb", "a\nb", "a\rb", "\x01", "\x7f"})
    CAF_CHECK(is_refused(with_header("X-Name", value)));
  CAF_CHECK(is_refused(with_header("X-Name", std::string{"a\0b", 3})));
  for (auto name : {"", " ", "X Name", "X-Name:", "X\nName", "X;", "X\xc3\xa9"})
    CAF_CHECK(is_refused(with_header(name, "a")));
}

CAF_TEST(headers about the connection are refused) {
  for (auto name :
       {"Connection", "content-length", "Transfer-Encoding", "UPGRADE"})
    CAF_CHECK(is_refused(with_header(name, "1")));
  CAF_CHECK(!refusal_of(with_header("Host", "example.com")));
}

CAF_TEST(a refusal names the header and never its value) {
  auto why = refusal_of(with_header("X-Api-Key", "secret\n"));
  CAF_REQUIRE(why);
  CAF_CHECK_NOT_EQUAL(why->detail.find("X-Api-Key"), std::string::npos);
  CAF_CHECK_EQUAL(why->detail.find("secret"), std::string::npos);
}

CAF_TEST(a HEAD request with a body is refused) {
  http_call call;
  call.method = "HEAD";
  CAF_CHECK(!refusal_of(call));
  call.body = "{}";
  CAF_CHECK(is_refused(call));
}

CAF_TEST(names of headers are compared without case) {
  CAF_CHECK(same_header("Content-Type", "content-TYPE"));
  CAF_CHECK(!same_header("Content-Type", "Content-Typ"));
  CAF_CHECK(has_header(with_header("TraceParent", ""), "traceparent"));
  CAF_CHECK(!has_header({}, "traceparent"));
}
