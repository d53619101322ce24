#define CAF_SUITE net_results
#include "net/results.hpp"

#include <caf/test/unit_test.hpp>

#include "tests/net/support/site.hpp"
#include "tests/net/support/wire_client.hpp"
#include "tests/support/copy.hpp"

using namespace leadmill;
using namespace leadmill::test;

namespace {

constexpr std::size_t part_bytes = 256 * 1024;

/// More than the sockets of both ends can hold.
constexpr std::size_t many_parts = 200;

struct fixture {
  fixture() {
    here.bridge().with([](auto& m) { m.parts = {"[1", ",2", "", ",3]"}; });
  }

  void give_much() {
    here.bridge().with([](auto& m) {
      m.parts.clear();
      for (std::size_t n = 0; n < many_parts; ++n)
        m.parts.push_back(
            std::string(part_bytes, static_cast<char>('a' + n % 26)));
    });
  }

  std::size_t asked() {
    return here.bridge().with([](auto& m) { return m.parts_asked; });
  }

  std::string target = "/api/jobs/results?jobId=" + job_id(1);
  site here;
};

} // namespace

CAF_TEST_FIXTURE_SCOPE(results_tests, fixture)

CAF_TEST(parts arrive as one body in chunks) {
  wire_client client{here.port()};
  client.send(make_request("GET", target) + make_request("GET", "/livez"));
  auto out = client.read();
  CAF_REQUIRE(out.has_value());
  CAF_CHECK_EQUAL(out->body, "[1,2,3]");
  CAF_CHECK_EQUAL(out->fields["transfer-encoding"], "chunked");
  CAF_CHECK_EQUAL(copy(client.read()->status), 200);
  CAF_CHECK(here.bridge().with([](auto& m) { return m.closed.empty(); }));
}

CAF_TEST(a single part has a length) {
  here.bridge().with([](auto& m) { m.parts = {"[1]"}; });
  auto out = ask(here.port(), make_request("GET", target));
  CAF_CHECK_EQUAL(out->fields["content-length"], "3");
  CAF_CHECK_EQUAL(out->body, "[1]");
}

CAF_TEST(an old client reads to the end of the connection) {
  auto out = ask(here.port(), "GET " + target + " HTTP/1.0\r\n\r\n");
  CAF_REQUIRE(out.has_value());
  CAF_CHECK_EQUAL(out->body, "[1,2,3]");
  CAF_CHECK_EQUAL(out->fields.count("transfer-encoding"), 0u);
}

CAF_TEST(a look at the head reads no parts and closes the reader) {
  wire_client client{here.port()};
  client.send(make_request("HEAD", target));
  CAF_CHECK_EQUAL(copy(client.read(true)->status), 200);
  CAF_CHECK(here.bridge().await([](auto& m) { return m.closed.size() == 1; }));
  CAF_CHECK_EQUAL(asked(), 1u);
  client.send(make_request("GET", "/livez"));
  CAF_CHECK_EQUAL(copy(client.read()->status), 200);
}

CAF_TEST(a reader that pauses is given no more than the sockets hold) {
  give_much();
  wire_client client{here.port(), 4096};
  client.send(make_request("GET", target));
  client.read_raw(100);
  // Other connections are served while this one is stuck, and when they have
  // been, a reader without back-pressure would have been given everything.
  for (int n = 0; n < 200; ++n)
    CAF_REQUIRE_EQUAL(
        copy(ask(here.port(), make_request("GET", "/readyz"))->status), 200);
  CAF_CHECK(asked() < many_parts / 2);
  auto rest = client.read_raw(many_parts * part_bytes);
  CAF_CHECK_EQUAL(rest.size(), many_parts * part_bytes);
  CAF_CHECK(
      here.bridge().await([](auto& m) { return m.parts_asked == many_parts; }));
}

CAF_TEST(a client that goes away closes the reader) {
  give_much();
  wire_client client{here.port(), 4096};
  client.send(make_request("GET", target));
  client.read_raw(100);
  client.reset();
  CAF_CHECK(here.bridge().await([](auto& m) { return m.closed.size() == 1; }));
  CAF_CHECK(asked() < many_parts);
}

CAF_TEST(a client that goes away before the first part closes the reader) {
  give_much();
  here.bridge().with([](auto& m) { m.hold = true; });
  {
    wire_client client{here.port()};
    client.send(make_request("GET", target));
    CAF_CHECK_EQUAL(
        copy(ask(here.port(), make_request("GET", "/livez"))->status), 200);
    client.reset();
  }
  here.bridge().with([](auto& m) { m.hold = false; });
  CAF_CHECK(here.bridge().await([](auto& m) { return m.closed.size() == 1; }));
}

CAF_TEST(a reader that fails half way breaks the answer off) {
  here.bridge().with([](auto& m) { m.fail_at_part = 2; });
  wire_client client{here.port()};
  client.send(make_request("GET", target));
  CAF_CHECK(!client.read().has_value());
  CAF_CHECK_EQUAL(copy(ask(here.port(), make_request("GET", "/livez"))->status),
                  200);
}

CAF_TEST(the end of the server closes the reader) {
  give_much();
  wire_client client{here.port(), 4096};
  client.send(make_request("GET", target));
  client.read_raw(100);
  here.http().drain();
  CAF_CHECK(here.bridge().with([](auto& m) { return m.closed.empty(); }));
  here.stop_http();
  CAF_CHECK_EQUAL(here.bridge().with([](auto& m) { return m.closed.size(); }),
                  1u);
}

CAF_TEST_FIXTURE_SCOPE_END()

CAF_TEST(a client that takes nothing for long is cut off) {
  site here{[](auto& options, auto&) {
    options.bounds.write = std::chrono::milliseconds{100};
  }};
  here.bridge().with([](auto& m) {
    m.parts.assign(many_parts, std::string(part_bytes, 'x'));
  });
  wire_client client{here.port(), 4096};
  client.send(make_request("GET", "/api/jobs/results?jobId=" + job_id(1)));
  CAF_CHECK(here.bridge().await([](auto& m) { return m.closed.size() == 1; }));
}

CAF_TEST(an answer that takes too long in all is broken off at any pace) {
  site here{[](auto& options, auto&) {
    options.bounds.stream = std::chrono::milliseconds{100};
  }};
  // Each is asked for on another thread: that takes seconds.
  here.bridge().with([](auto& m) { m.parts.assign(200000, "x"); });
  auto out = ask(here.port(),
                 make_request("GET", "/api/jobs/results?jobId=" + job_id(1)));
  CAF_CHECK(!out.has_value());
  CAF_CHECK(here.bridge().await([](auto& m) { return m.closed.size() == 1; }));
}
