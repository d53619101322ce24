#define CAF_SUITE net_http_client
#include "net/http_client.hpp"

#include <stdlib.h>

#include <caf/test/unit_test.hpp>

#include "tests/net/support/http_calls.hpp"
#include "tests/support/copy.hpp"
#include "tests/support/gzip.hpp"
#include "tests/support/scratch.hpp"

using namespace leadmill;
using namespace leadmill::testing;
using namespace std::chrono_literals;

namespace {

struct fixture {
  http_result ask(http_call call) {
    return leadmill::testing::ask(client, std::move(call));
  }

  http_failure failure(http_call call) {
    return failure_of_call(client, std::move(call));
  }

  http_client client{direct()};
};

upstream_reply packed(std::string coding, std::string bytes) {
  upstream_reply out;
  out.headers = {{"Content-Encoding", std::move(coding)}};
  out.body = std::move(bytes);
  return out;
}

/// "leadmill" as brotli.
std::string brotli_text() {
  return {"\x8b\x03\x80\x6c\x65\x61\x64\x6d\x69\x6c\x6c\x03", 12};
}

} // namespace

CAF_TEST_FIXTURE_SCOPE(http_client_tests, fixture)

CAF_TEST(a request goes out as it is and its answer comes back) {
  upstream server{[](const upstream_request& asked) {
    upstream_reply out;
    out.status = 201;
    out.headers = {{"X-Trace", "Ab"}};
    out.body = asked.method + " " + asked.target + " " + asked.body;
    return out;
  }};
  auto call = call_of(server, "/v2/../search?name=Ada%20Example");
  call.method = "POST";
  call.headers = {{"Authorization", "Bearer k"}, {"X-Empty", ""}};
  call.body = "{}";
  auto got = ask(call);
  CAF_REQUIRE(got);
  CAF_CHECK_EQUAL(got->status, 201);
  CAF_CHECK_EQUAL(got->body, "POST /v2/../search?name=Ada%20Example {}");
  CAF_CHECK_EQUAL(header(*got, "x-trace"), "Ab");
  CAF_CHECK_EQUAL(header(*got, "absent"), "");
  auto asked = server.requests().at(0);
  CAF_CHECK_EQUAL(asked.header("authorization"), "Bearer k");
  CAF_CHECK(asked.has_header("x-empty"));
  CAF_CHECK(!asked.has_header("expect"));
  CAF_CHECK(!asked.has_header("content-type"));
}

CAF_TEST(an error status is an answer like any other) {
  for (int status : {204, 304, 404, 429, 500}) {
    upstream_reply reply;
    reply.status = status;
    upstream server{always(reply)};
    auto got = ask(call_of(server));
    CAF_REQUIRE(got);
    CAF_CHECK_EQUAL(got->status, status);
  }
}

CAF_TEST(of a body that may be cut the beginning is the answer) {
  for (bool chunked : {false, true}) {
    upstream_reply reply;
    reply.status = 202;
    reply.body = "begins";
    reply.filler_bytes = 10'000'000;
    reply.chunked = chunked;
    upstream server{always(reply)};
    auto call = call_of(server);
    call.max_bytes = 8;
    CAF_CHECK(failure(call) == http_failure::too_large);
    call.cut_body = true;
    auto got = ask(call);
    CAF_REQUIRE(got);
    CAF_CHECK_EQUAL(got->status, 202);
    CAF_CHECK_EQUAL(got->body, "beginsxx");
  }
}

CAF_TEST(connections are kept and used again) {
  upstream server{always({})};
  for (int i = 0; i < 5; ++i)
    CAF_CHECK(ask(call_of(server)));
  CAF_CHECK_EQUAL(server.count(), 5u);
  CAF_CHECK_EQUAL(server.connections(), 1u);
}

CAF_TEST(calls run beside each other) {
  upstream server{always(behaves(upstream_manner::hangs))};
  std::vector<pending_call> all;
  for (int i = 0; i < 20; ++i)
    all.push_back(begin(client, call_of(server)));
  CAF_CHECK(server.await_count(20));
  for (auto& one : all)
    client.cancel(one.number);
  for (auto& one : all)
    CAF_CHECK(!end(one));
}

CAF_TEST(a large body is sent and taken whole) {
  upstream server{[](const upstream_request& asked) {
    upstream_reply out;
    out.body = asked.body;
    return out;
  }};
  auto call = call_of(server);
  call.method = "PUT";
  for (int i = 0; call.body.size() < 4'000'000; ++i)
    call.body += std::to_string(i) + ",";
  auto got = ask(call);
  CAF_REQUIRE(got);
  CAF_CHECK(got->body == call.body);
}

CAF_TEST(packed bodies come unpacked) {
  const std::string text = "leadmill leadmill leadmill";
  upstream zipped{always(packed("gzip", gzip(text)))};
  auto got = ask(call_of(zipped));
  CAF_REQUIRE(got);
  CAF_CHECK_EQUAL(got->body, text);
  CAF_CHECK_EQUAL(zipped.requests().at(0).header("accept-encoding"),
                  "gzip, br");
  upstream brotli{always(packed("br", brotli_text()))};
  got = ask(call_of(brotli));
  CAF_REQUIRE(got);
  CAF_CHECK_EQUAL(got->body, "leadmill");
}

CAF_TEST(a body that cannot be unpacked is broken) {
  upstream torn{always(packed("gzip", "this is no gzip"))};
  CAF_CHECK(failure(call_of(torn)) == http_failure::broken);
  upstream strange{always(packed("rot13", "yrnqzvyy"))};
  CAF_CHECK(failure(call_of(strange)) == http_failure::broken);
}

CAF_TEST(a HEAD request has an answer without a body) {
  upstream_reply reply;
  reply.body = std::string(5'000, 'x');
  upstream server{always(reply)};
  auto call = call_of(server);
  call.method = "HEAD";
  call.max_bytes = 10;
  auto got = ask(call);
  CAF_REQUIRE(got);
  CAF_CHECK_EQUAL(got->body, "");
  CAF_CHECK_EQUAL(header(*got, "content-length"), "5000");
}

CAF_TEST(every call carries a traceparent of its own) {
  upstream server{always({})};
  CAF_REQUIRE(ask(call_of(server)));
  CAF_REQUIRE(ask(call_of(server)));
  auto call = call_of(server);
  call.headers = {{"Traceparent", "00-given"}};
  CAF_REQUIRE(ask(call));
  auto asked = server.requests();
  auto first = asked.at(0).header("traceparent");
  CAF_CHECK_EQUAL(first.size(), 55u);
  CAF_CHECK_NOT_EQUAL(first, asked.at(1).header("traceparent"));
  CAF_CHECK_EQUAL(asked.at(2).header("traceparent"), "00-given");
}

CAF_TEST(a certificate that nobody vouches for is refused) {
  upstream server{always({}), {.tls = true}};
  CAF_CHECK(failure(call_of(server)) == http_failure::tls);
  CAF_CHECK_EQUAL(server.count(), 0u);
}

CAF_TEST(a certificate of the given file is trusted for its own host) {
  upstream server{always({}), {.tls = true}};
  scratch directory;
  http_client_options options;
  options.ca_file = directory.write("ca.pem", server.certificate());
  http_client trusting{direct(options)};
  auto got = leadmill::testing::ask(trusting, call_of(server));
  CAF_REQUIRE(got);
  CAF_CHECK_EQUAL(got->status, 200);
  http_call call;
  call.url = "https://localhost:" + std::to_string(server.port());
  CAF_CHECK(failure_of_call(trusting, call) == http_failure::tls);
}

CAF_TEST(TLS that is none and trust that is nowhere are told as tls) {
  upstream plain{always({})};
  http_call call;
  call.url = "https://127.0.0.1:" + std::to_string(plain.port());
  CAF_CHECK(failure(call) == http_failure::tls);
  upstream secure{always({}), {.tls = true}};
  http_client_options options;
  options.ca_file = "/nowhere/ca.pem";
  http_client lost{direct(options)};
  CAF_CHECK(failure_of_call(lost, call_of(secure)) == http_failure::tls);
  call.url = "http://127.0.0.1:" + std::to_string(secure.port());
  CAF_CHECK(failure(call) == http_failure::broken);
}

CAF_TEST(a proxy is asked instead of the host) {
  upstream proxy{always({})};
  http_client_options options;
  options.proxy = proxy.url();
  http_client client_behind{options};
  http_call call;
  call.url = "http://provider.example/v2?x=1";
  CAF_REQUIRE(leadmill::testing::ask(client_behind, call));
  CAF_CHECK_EQUAL(copy(proxy.requests().at(0).target), call.url);
}

CAF_TEST(a proxy learns nothing of what is meant for the host behind it) {
  upstream_reply refuses;
  refuses.status = 403;
  upstream proxy{always(refuses)};
  http_client_options options;
  options.proxy = proxy.url();
  http_client client_behind{options};
  http_call call;
  call.url = "https://provider.example/secret";
  call.headers = {{"X-Api-Key", "k"}};
  CAF_CHECK(failure_of_call(client_behind, call) == http_failure::broken);
  auto asked = proxy.requests().at(0);
  CAF_CHECK_EQUAL(asked.method, "CONNECT");
  CAF_CHECK_EQUAL(asked.target, "provider.example:443");
  CAF_CHECK(!asked.has_header("x-api-key"));
}

CAF_TEST(without an option the environment names the proxy) {
  upstream proxy{always({})};
  unsetenv("no_proxy");
  unsetenv("NO_PROXY");
  setenv("http_proxy", proxy.url().c_str(), 1);
  {
    http_client of_the_environment;
    http_call call;
    call.url = "http://provider.example/";
    CAF_CHECK(leadmill::testing::ask(of_the_environment, call));
  }
  unsetenv("http_proxy");
  CAF_CHECK_EQUAL(proxy.count(), 1u);
}

CAF_TEST_FIXTURE_SCOPE_END()
