#define CAF_SUITE config_address
#include "config/address.hpp"

#include <caf/test/unit_test.hpp>

#include "tests/config/check_for.hpp"

using namespace leadmill;

CAF_TEST(an endpoint needs a host and a port) {
  auto v4 = parse_endpoint("127.0.0.1:8288");
  CAF_REQUIRE(v4.has_value());
  CAF_CHECK_EQUAL(v4->host, "127.0.0.1");
  CAF_CHECK_EQUAL(v4->port, 8288);
  auto v6 = parse_endpoint("[::1]:0");
  CAF_REQUIRE(v6.has_value());
  CAF_CHECK_EQUAL(v6->host, "::1");
  CAF_CHECK_EQUAL(v6->port, 0);
  CAF_CHECK(parse_endpoint("app.example.com:65535").has_value());
  for (auto bad :
       {"",         ":",     ":8288",     "8288", "127.0.0.1", "127.0.0.1:",
        "::1:8288", "[::1]", "[::1]8288", "[::1", "[]:1",      "[nonsense]:1",
        "a:65536",  "a:-1",  "a:+1",      "a: 1", "a:1 ",      "a:1x",
        "a b:1",    "a/b:1", "a:1:2"})
    CHECK_FOR(bad, !parse_endpoint(bad));
}

CAF_TEST(only loopback literals and localhost are loopback to listen on) {
  for (auto yes : {"127.0.0.1", "127.255.0.9", "::1", "0:0:0:0:0:0:0:1",
                   "localhost", "LocalHost"})
    CHECK_FOR(yes, is_loopback(yes));
  for (auto no : {"", "0.0.0.0", "::", "10.0.0.1", "128.0.0.1", "127.1",
                  "::ffff:127.0.0.1", "localhost.", "localhost.example.com",
                  "127.0.0.1.example.com", "my.localhost", "example.com"})
    CHECK_FOR(no, !is_loopback(no));
}

CAF_TEST(every other way to write loopback may reach it) {
  for (auto yes :
       {"127.0.0.1", "127.1", "2130706433", "0x7f.1", "0177.0.0.1", "0.0.0.0",
        "0", "::", "::1", "::ffff:127.0.0.1", "::ffff:0.0.0.0", "localhost.",
        "app.localhost", "LOCALHOST", "localhost.localdomain", "ip6-localhost"})
    CHECK_FOR(yes, may_reach_loopback(yes));
  for (auto no : {"10.0.0.1", "192.168.1.4", "8.8.8.8", "2001:db8::1",
                  "::ffff:10.0.0.1", "example.com", "localhost.example.com"})
    CHECK_FOR(no, !may_reach_loopback(no));
}

CAF_TEST(a URL is taken apart) {
  auto url = parse_url("HTTPS://App.example.com:444/a?b#c");
  CAF_REQUIRE(url.has_value());
  CAF_CHECK_EQUAL(url->scheme, "https");
  CAF_CHECK_EQUAL(url->host, "App.example.com");
  CAF_CHECK_EQUAL(url->port, "444");
  CAF_CHECK_EQUAL(url->rest, "/a?b#c");
  auto v6 = parse_url("http://[2001:db8::1]");
  CAF_REQUIRE(v6.has_value());
  CAF_CHECK_EQUAL(v6->host, "2001:db8::1");
  CAF_CHECK(v6->port.empty());
}

CAF_TEST(what is no absolute web URL is refused) {
  for (auto bad :
       {"", "example.com", "/path", "//example.com", "ftp://example.com",
        "http://", "http:///path", "https://?x", "http://a b", "http://a\n",
        "https://user:pass@example.com", "https://user@example.com",
        "http://example.com:99999", "http://example.com:", "javascript:x",
        "http://[::1", "http://ex\xc3\xa4mple.com"})
    CHECK_FOR(bad, !parse_url(bad));
}

CAF_TEST(an origin is written as browsers send it) {
  for (auto good : {"https://app.example.com", "http://localhost:3000",
                    "http://[::1]:3000", "https://app.example.com:80"})
    CHECK_FOR(good, is_origin(good));
  for (auto bad :
       {"", "*", "null", "app.example.com", "https://app.example.com/",
        "https://App.example.com", "https://app.example.com:443",
        "http://app.example.com:80", "https://app.example.com?x"})
    CHECK_FOR(bad, !is_origin(bad));
}
