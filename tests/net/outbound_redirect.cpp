#define CAF_SUITE net_outbound_redirect
#include "net/outbound_redirect.hpp"

#include <caf/test/unit_test.hpp>

using namespace leadmill;

namespace {

http_call question(std::string method = "GET", std::string body = "") {
  http_call out;
  out.method = std::move(method);
  out.url = "https://example.com/a";
  out.headers = {{"X-Api-Key", "k"}, {"Content-type", "application/json"}};
  out.body = std::move(body);
  out.max_redirects = 2;
  return out;
}

bool is_refused(http_call call, int status, const std::string& to) {
  auto why = redirect(call, status, to);
  return why && why->why == http_failure::redirects;
}

} // namespace

CAF_TEST(five statuses are redirects) {
  for (int status : {301, 302, 303, 307, 308})
    CAF_CHECK(is_redirect(status));
  for (int status : {200, 300, 304, 305, 306, 309, 404})
    CAF_CHECK(!is_redirect(status));
}

CAF_TEST(within the origin everything is kept but what its status takes) {
  auto call = question();
  CAF_CHECK(!redirect(call, 302, "https://EXAMPLE.com:443/b"));
  CAF_CHECK_EQUAL(call.url, "https://EXAMPLE.com:443/b");
  CAF_CHECK_EQUAL(call.headers.size(), 2u);
  CAF_CHECK_EQUAL(call.max_redirects, 1u);
  for (int status : {307, 308}) {
    call = question("POST", "{}");
    CAF_CHECK(!redirect(call, status, "https://example.com/b"));
    CAF_CHECK_EQUAL(call.method, "POST");
    CAF_CHECK_EQUAL(call.body, "{}");
  }
}

CAF_TEST(what was sent becomes a question) {
  for (int status : {301, 302, 303}) {
    auto call = question("POST", "{}");
    CAF_CHECK(!redirect(call, status, "https://example.com/b"));
    CAF_CHECK_EQUAL(call.method, "GET");
    CAF_CHECK_EQUAL(call.body, "");
    CAF_REQUIRE_EQUAL(call.headers.size(), 1u);
    CAF_CHECK_EQUAL(call.headers[0].first, "X-Api-Key");
  }
  auto put = question("PUT", "{}");
  CAF_CHECK(!redirect(put, 302, "https://example.com/b"));
  CAF_CHECK_EQUAL(put.method, "PUT");
  CAF_CHECK(!redirect(put, 303, "https://example.com/b"));
  CAF_CHECK_EQUAL(put.method, "GET");
  auto head = question("HEAD");
  CAF_CHECK(!redirect(head, 303, "https://example.com/b"));
  CAF_CHECK_EQUAL(head.method, "HEAD");
}

CAF_TEST(to another origin go neither headers nor body) {
  for (auto to : {"https://example.org/a", "https://example.com:8443/a",
                  "https://sub.example.com/a", "https://example.com.:443/a",
                  "https://example.com@example.org/a"}) {
    auto call = question();
    CAF_CHECK(!redirect(call, 307, to));
    CAF_CHECK(call.headers.empty());
    CAF_CHECK(is_refused(question("POST", "{}"), 307, to));
  }
}

CAF_TEST(from http to https is another origin and back is refused) {
  auto call = question();
  call.url = "http://example.com/a";
  CAF_CHECK(!redirect(call, 301, "https://example.com/a"));
  CAF_CHECK(call.headers.empty());
  CAF_CHECK(is_refused(question(), 301, "http://example.com/a"));
}

CAF_TEST(other schemes and none at all are refused) {
  for (auto to : {"file:///etc/passwd", "ftp://example.com/", "", "/b"})
    CAF_CHECK(is_refused(question(), 302, to));
}

CAF_TEST(no more redirects than allowed) {
  auto call = question();
  call.max_redirects = 0;
  CAF_CHECK(is_refused(call, 302, "https://example.com/b"));
}
