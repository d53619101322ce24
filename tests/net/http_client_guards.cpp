// What the outbound client does not let through: bodies without bound, secrets
// to others, requests that are two.
#define CAF_SUITE net_http_client_guards

#include <caf/test/unit_test.hpp>

#include "net/http_client.hpp"
#include "tests/net/support/http_calls.hpp"
#include "tests/support/copy.hpp"
#include "tests/support/gzip.hpp"

using namespace leadmill;
using namespace leadmill::testing;

namespace {

constexpr std::size_t mib = std::size_t{1} << 20;

/// 100 MiB of them.
constexpr std::string_view zeros_as_brotli =
    "cfffff7ff82700e2b14020f7fe9ffffffff04f00c4610180eefd3fffffffe19f"
    "0088c32200ddfb7ffeffffc33f0110870500baf7fffcffff877f02200e0b0074"
    "effff9ffff0fff04401c1600e8deffe7ffff0ffe0980382c00d0bdff01";

std::string from_hex(std::string_view text) {
  std::string out;
  for (std::size_t i = 0; i + 1 < text.size(); i += 2)
    out += static_cast<char>(
        std::stoi(std::string{text.substr(i, 2)}, nullptr, 16));
  return out;
}

struct fixture {
  http_result ask(http_call call) {
    return leadmill::testing::ask(client, std::move(call));
  }

  http_failure failure(http_call call) {
    return failure_of_call(client, std::move(call));
  }

  /// Whether a MiB of the reply is too much.
  bool is_too_large(upstream_reply reply) {
    upstream server{always(std::move(reply))};
    auto call = call_of(server);
    call.max_bytes = mib;
    return failure(call) == http_failure::too_large;
  }

  http_client client{direct()};
};

upstream_reply leads_to(std::string where, int status = 302) {
  upstream_reply out;
  out.status = status;
  out.headers = {{"Location", std::move(where)}};
  return out;
}

http_call with_secrets(const upstream& server) {
  auto out = call_of(server);
  out.headers = {
      {"Authorization", "Bearer k"}, {"Cookie", "id=1"}, {"X-Api-Key", "k"}};
  out.max_redirects = 5;
  return out;
}

} // namespace

CAF_TEST_FIXTURE_SCOPE(http_client_guards_tests, fixture)

CAF_TEST(a body that is too large is not taken) {
  upstream_reply announced;
  announced.filler_bytes = 100 * mib;
  CAF_CHECK(is_too_large(announced));
  auto chunked = announced;
  chunked.chunked = true;
  CAF_CHECK(is_too_large(chunked));
}

CAF_TEST(a body of just the allowed size is taken) {
  upstream_reply reply;
  reply.body.clear();
  reply.filler_bytes = mib;
  for (bool chunked : {false, true}) {
    reply.chunked = chunked;
    upstream server{always(reply)};
    auto call = call_of(server);
    call.max_bytes = mib;
    auto got = ask(call);
    CAF_REQUIRE(got);
    CAF_CHECK_EQUAL(got->body.size(), mib);
    call.max_bytes = mib - 1;
    CAF_CHECK(failure(call) == http_failure::too_large);
  }
  reply.filler_bytes = 0;
  upstream empty{always(reply)};
  auto call = call_of(empty);
  call.max_bytes = 0;
  CAF_CHECK(ask(call));
}

CAF_TEST(a small body that unpacks to a large one is not taken) {
  upstream_reply bomb;
  bomb.headers = {{"Content-Encoding", "gzip"}};
  bomb.body = gzip_bomb(100 * mib);
  CAF_CHECK(bomb.body.size() < mib);
  CAF_CHECK(is_too_large(bomb));
  bomb.headers = {{"Content-Encoding", "gzip, gzip"}};
  bomb.body = gzip(bomb.body);
  CAF_CHECK(is_too_large(bomb));
  bomb.headers = {{"Content-Encoding", "br"}};
  bomb.body = from_hex(zeros_as_brotli);
  CAF_CHECK(is_too_large(bomb));
}

CAF_TEST(a header without end is given up) {
  upstream_reply reply;
  for (int i = 0; i < 400; ++i)
    reply.headers.emplace_back("X-Filler", std::string(1'000, 'x'));
  upstream server{always(reply)};
  CAF_CHECK(failure(call_of(server)) == http_failure::broken);
}

CAF_TEST(redirects are followed as far as allowed) {
  upstream server{[](const upstream_request& asked) {
    if (asked.target == "/end")
      return upstream_reply{};
    return leads_to(asked.target == "/once" ? "/end" : "/again");
  }};
  auto plain = ask(call_of(server, "/once"));
  CAF_REQUIRE(plain);
  CAF_CHECK_EQUAL(plain->status, 302);
  auto call = call_of(server, "/once");
  call.max_redirects = 1;
  auto followed = ask(call);
  CAF_REQUIRE(followed);
  CAF_CHECK_EQUAL(followed->status, 200);
  CAF_CHECK_EQUAL(header(*followed, "location"), "");
  auto before = server.count();
  call.url = server.url() + "/round";
  call.max_redirects = 3;
  CAF_CHECK(failure(call) == http_failure::redirects);
  CAF_CHECK_EQUAL(server.count(), before + 4);
}

CAF_TEST(a redirect within the host keeps headers and body as its status says) {
  for (int status : {302, 307}) {
    upstream server{[status](const upstream_request& asked) {
      return asked.target == "/end" ? upstream_reply{}
                                    : leads_to("/end", status);
    }};
    auto call = with_secrets(server);
    call.method = "POST";
    call.body = "{}";
    CAF_CHECK(ask(call));
    auto last = server.requests().at(1);
    CAF_CHECK_EQUAL(last.header("x-api-key"), "k");
    CAF_CHECK_EQUAL(last.method, status == 302 ? "GET" : "POST");
    CAF_CHECK_EQUAL(last.body, status == 302 ? "" : "{}");
    CAF_CHECK_EQUAL(last.header("traceparent"),
                    copy(server.requests().at(0)).header("traceparent"));
  }
}

CAF_TEST(a redirect to another host carries no header of the caller) {
  std::string back;
  upstream other{[&](const upstream_request& asked) {
    return asked.target == "/back" ? leads_to(back) : upstream_reply{};
  }};
  upstream server{[&](const upstream_request& asked) {
    return asked.target == "/home" ? upstream_reply{}
                                   : leads_to(other.url() + asked.target);
  }};
  back = server.url() + "/home";
  for (auto path : {"/there", "/back"}) {
    auto call = with_secrets(server);
    call.url = server.url() + path;
    auto got = ask(call);
    CAF_REQUIRE(got);
    CAF_CHECK_EQUAL(got->status, 200);
  }
  CAF_CHECK_EQUAL(other.count(), 2u);
  auto asked = other.requests();
  asked.push_back(server.requests().back()); // "/home": once gone, for good
  for (const auto& one : asked) {
    for (auto name : {"authorization", "cookie", "x-api-key"})
      CAF_CHECK(!one.has_header(name));
    CAF_CHECK(one.has_header("traceparent"));
  }
}

CAF_TEST(a redirect gives up its place for the one it needs there) {
  upstream other{always({})};
  upstream server{always(leads_to(other.url()))};
  http_client_options options;
  options.max_calls = 1;
  http_client narrow{direct(options)};
  auto call = call_of(server);
  call.max_redirects = 1;
  for (int i = 0; i < 3; ++i)
    CAF_CHECK(leadmill::testing::ask(narrow, call));
}

CAF_TEST(a body is not sent on to another host) {
  upstream other{always({})};
  upstream server{always(leads_to(other.url(), 307))};
  auto call = with_secrets(server);
  call.method = "POST";
  call.body = "{\"key\":\"k\"}";
  CAF_CHECK(failure(call) == http_failure::redirects);
  CAF_CHECK_EQUAL(other.count(), 0u);
}

CAF_TEST(a redirect leads to http and https alone) {
  for (auto where : {"file:///etc/passwd", "gopher://127.0.0.1/",
                     "ftp://127.0.0.1/", "http://", "http://127.0.0.1:99999/",
                     "http://[::1", "mailto:ada@example.com"}) {
    upstream server{always(leads_to(where))};
    auto call = call_of(server);
    call.max_redirects = 3;
    CAF_CHECK(failure(call) == http_failure::redirects);
  }
}

CAF_TEST(a redirect without a place is an answer) {
  upstream_reply nowhere;
  nowhere.status = 302;
  upstream server{always(nowhere)};
  auto call = call_of(server);
  call.max_redirects = 3;
  auto got = ask(call);
  CAF_REQUIRE(got);
  CAF_CHECK_EQUAL(got->status, 302);
}

CAF_TEST(a header cannot smuggle another one in) {
  upstream server{always({})};
  auto call = call_of(server);
  call.headers = {{"X-Name", "Ada\r\nX-Admin: yes"}};
  CAF_CHECK(failure(call) == http_failure::invalid);
  call.headers = {{"X-Name\r\nX-Admin", "yes"}};
  CAF_CHECK(failure(call) == http_failure::invalid);
  call.headers = {};
  call.method = "GET / HTTP/1.1\r\nX-Admin: yes\r\n\r\nGET";
  CAF_CHECK(failure(call) == http_failure::invalid);
  call.method = "GET";
  call.url += "?x= HTTP/1.1\r\nX-Admin: yes";
  CAF_CHECK(failure(call) == http_failure::invalid);
  CAF_CHECK_EQUAL(server.count(), 0u);
}

CAF_TEST(other schemes are refused) {
  for (auto url : {"file:///etc/passwd", "gopher://127.0.0.1/", "no url", ""}) {
    http_call call;
    call.url = url;
    CAF_CHECK(failure(call) == http_failure::invalid);
  }
}

CAF_TEST_FIXTURE_SCOPE_END()
