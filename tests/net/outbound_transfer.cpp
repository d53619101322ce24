// Transfers one at a time, by curl's easy interface: no thread of ours.
#define CAF_SUITE net_outbound_transfer
#include "net/outbound_transfer.hpp"

#include <set>

#include <caf/test/unit_test.hpp>

#include "tests/net/support/http_calls.hpp"
#include "tests/support/copy.hpp"

using namespace leadmill;
using namespace leadmill::testing;
using namespace std::chrono_literals;

namespace {

constexpr outbound_transfer::time_point start{};

struct fixture {
  fixture() : handle(curl_easy_init()) {}
  ~fixture() { curl_easy_cleanup(handle); }
  fixture(const fixture&) = delete;
  fixture& operator=(const fixture&) = delete;

  std::optional<http_result> perform(outbound_transfer& what) {
    what.attach(handle, direct());
    auto outcome = what.outcome(curl_easy_perform(handle));
    CAF_CHECK(what.detach() == handle);
    return outcome;
  }

  /// What arrives of a call at a server.
  upstream_request sent(http_call call) {
    upstream server{always({})};
    call.url = server.url();
    outbound_transfer one{1, std::move(call), {}, start};
    auto got = perform(one);
    CAF_REQUIRE(got && *got);
    return server.requests().at(0);
  }

  CURL* handle;
};

} // namespace

CAF_TEST_FIXTURE_SCOPE(outbound_transfer_tests, fixture)

CAF_TEST(headers arrive as they were given) {
  http_call call;
  call.headers = {{"User-Agent", "own"},
                  {"Accept", "text/html"},
                  {"X-Blank", "  "},
                  {"X-Name", "a: b; c"},
                  {"Host", "example.com"}};
  auto got = sent(call);
  CAF_CHECK_EQUAL(got.header("user-agent"), "own");
  CAF_CHECK_EQUAL(got.header("accept"), "text/html");
  CAF_CHECK(got.has_header("x-blank"));
  CAF_CHECK_EQUAL(got.header("x-name"), "a: b; c");
  CAF_CHECK_EQUAL(got.header("host"), "example.com");
  CAF_CHECK_EQUAL(sent({}).header("user-agent"), "leadmill");
}

CAF_TEST(methods with a body say how long it is also when it is empty) {
  http_call call;
  for (auto method : {"POST", "PUT", "PATCH"}) {
    call.method = method;
    auto got = sent(call);
    CAF_CHECK_EQUAL(got.method, method);
    CAF_CHECK_EQUAL(got.header("content-length"), "0");
  }
  call.method = "DELETE";
  CAF_CHECK(!sent(call).has_header("content-length"));
  call.body = std::string{"a\0b", 3};
  for (auto method : {"GET", "DELETE", "POST"}) {
    call.method = method;
    CAF_CHECK(sent(call).body == call.body);
  }
}

CAF_TEST(after a redirect it is another request of the same call) {
  upstream server{[](const upstream_request& asked) {
    upstream_reply out;
    if (asked.target == "/end")
      return out;
    out.status = 303;
    out.headers = {{"Location", "end"}};
    return out;
  }};
  auto call = call_of(server, "/begin");
  call.method = "POST";
  call.max_redirects = 1;
  outbound_transfer one{1, call, {}, start};
  CAF_CHECK(!perform(one));
  CAF_CHECK_EQUAL(one.call().url, server.url() + "/end");
  auto got = perform(one);
  CAF_REQUIRE(got && *got);
  CAF_CHECK_EQUAL((*got)->body, "{}");
  CAF_CHECK_EQUAL(copy(server.requests().at(1)).method, "GET");
}

CAF_TEST(it is overdue when its time is over and says when to look) {
  http_call call;
  call.timeout = 1s;
  call.idle_timeout = 300ms;
  outbound_transfer one{1, call, {}, start};
  CAF_CHECK(one.look_at() == start + 300ms);
  CAF_CHECK(!one.overdue(start + 300ms));
  CAF_CHECK(one.look_at() == start + 600ms);
  CAF_CHECK(!one.overdue(start + 950ms));
  CAF_CHECK(one.look_at() == start + 1s);
  auto why = one.overdue(start + 1s);
  CAF_REQUIRE(why);
  CAF_CHECK(why->why == http_failure::timeout);
}

CAF_TEST(without patience for silence it still waits for the answer) {
  http_call call;
  call.idle_timeout = 0ms;
  outbound_transfer one{1, call, {}, start};
  CAF_CHECK(!one.overdue(start));
  CAF_CHECK(one.look_at() > start);
}

CAF_TEST(traceparents are random and well - formed) {
  std::set<std::string> seen;
  for (int i = 0; i < 100; ++i) {
    auto text = fresh_traceparent();
    CAF_REQUIRE_EQUAL(text.size(), 55u);
    CAF_CHECK_EQUAL(text.substr(0, 3), "00-");
    CAF_CHECK_EQUAL(text.substr(35, 1), "-");
    CAF_CHECK_EQUAL(text.substr(52), "-01");
    CAF_CHECK_EQUAL((text.substr(3, 32) + text.substr(36, 16))
                        .find_first_not_of("0123456789abcdef"),
                    std::string::npos);
    seen.insert(text.substr(3, 32));
    seen.insert(text.substr(36, 16));
  }
  CAF_CHECK_EQUAL(seen.size(), 200u);
}

CAF_TEST(failures of curl have names of ours) {
  CAF_CHECK(failure_of(CURLE_COULDNT_RESOLVE_HOST)
            == http_failure::unreachable);
  CAF_CHECK(failure_of(CURLE_OPERATION_TIMEDOUT) == http_failure::unreachable);
  CAF_CHECK(failure_of(CURLE_PEER_FAILED_VERIFICATION) == http_failure::tls);
  CAF_CHECK(failure_of(CURLE_FILESIZE_EXCEEDED) == http_failure::too_large);
  CAF_CHECK(failure_of(CURLE_URL_MALFORMAT) == http_failure::invalid);
  CAF_CHECK(failure_of(CURLE_HTTP2_STREAM) == http_failure::broken);
}

CAF_TEST_FIXTURE_SCOPE_END()
