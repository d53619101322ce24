#define CAF_SUITE net_wire
#include "net/wire.hpp"

#include <caf/test/unit_test.hpp>

using namespace leadmill;

namespace {

std::string head(const response& what, const wire_options& how) {
  std::string out;
  append_head(out, what, how);
  return out;
}

bool has(const std::string& text, std::string_view part) {
  return text.find(part) != text.npos;
}

} // namespace

CAF_TEST(a head tells the length of its body) {
  auto text = head({200, "text/plain", {{"X", "y"}}, "abc"}, {});
  CAF_CHECK(text.starts_with("HTTP/1.1 200 OK\r\n"));
  CAF_CHECK(text.ends_with("\r\n\r\n"));
  CAF_CHECK(has(text, "\r\nContent-Length: 3\r\n"));
  CAF_CHECK(has(text, "\r\nContent-Type: text/plain\r\n"));
  CAF_CHECK(has(text, "\r\nX: y\r\n"));
  CAF_CHECK(!has(text, "Connection"));
}

CAF_TEST(other framings have no length) {
  auto chunked = head({}, {framing::chunked, true, false, ""});
  CAF_CHECK(has(chunked, "\r\nTransfer-Encoding: chunked\r\n"));
  CAF_CHECK(!has(chunked, "Content-Length"));
  auto open = head({}, {framing::until_close, false, true, ""});
  CAF_CHECK(!has(open, "Content-Length"));
  CAF_CHECK(!has(open, "Transfer-Encoding"));
  CAF_CHECK(has(open, "\r\nConnection: close\r\n"));
  CAF_CHECK(!has(head({204, "", {}, ""}, {}), "Content-Length"));
}

CAF_TEST(nothing is kept by a client unless the answer says how) {
  CAF_CHECK(has(head({}, {}), "\r\nCache-Control: no-store\r\n"));
  auto text = head({304, "", {{"Cache-Control", "no-cache"}}, ""}, {});
  CAF_CHECK(has(text, "\r\nCache-Control: no-cache\r\n"));
  CAF_CHECK(!has(text, "no-store"));
  CAF_CHECK(!has(text, "Content-Length"));
}

CAF_TEST(an old client is told that its connection stays) {
  auto text = head({}, {framing::length, true, true, ""});
  CAF_CHECK(has(text, "\r\nConnection: keep-alive\r\n"));
}

CAF_TEST(a value cannot break out of its line) {
  auto text = head({200, "", {{"A", "b\r\nSet-Cookie: x"}}, ""}, {});
  CAF_CHECK(!has(text, "Set-Cookie"));
}

CAF_TEST(chunks say their size in hexadecimal digits) {
  CAF_CHECK_EQUAL(chunk_head(1), "1\r\n");
  CAF_CHECK_EQUAL(chunk_head(0x1f4), "1f4\r\n");
}

CAF_TEST(dates are as HTTP has them) {
  auto date = http_date();
  CAF_CHECK_EQUAL(date.size(),
                  std::string{"Thu, 01 Jan 2026 00:00:00 GMT"}.size());
  CAF_CHECK(date.ends_with(" GMT"));
}
