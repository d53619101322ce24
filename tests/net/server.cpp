#define CAF_SUITE net_server
#include "net/server.hpp"

#include <atomic>
#include <future>
#include <thread>

#include <caf/test/unit_test.hpp>

#include "tests/net/support/site.hpp"
#include "tests/net/support/wire_client.hpp"
#include "tests/net/support/ws_client.hpp"
#include "tests/support/copy.hpp"

using namespace leadmill;
using namespace leadmill::test;

CAF_TEST(any free port can be asked for) {
  site one, other;
  CAF_CHECK_NOT_EQUAL(one.port(), 0);
  CAF_CHECK_NOT_EQUAL(one.port(), other.port());
}

CAF_TEST(a name is as good as an address) {
  site here{[](auto& options, auto&) { options.host = "localhost"; }};
  CAF_CHECK_NOT_EQUAL(here.port(), 0);
}

CAF_TEST(draining finishes what is in flight and takes nothing new) {
  site here{[](auto& options, auto&) {
    options.bounds.drain = std::chrono::seconds{10};
  }};
  wire_client idle{here.port()}, busy{here.port()};
  idle.send(make_request("GET", "/livez"));
  CAF_CHECK_EQUAL(copy(idle.read()->status), 200);
  ws_client live{here.port()};
  CAF_CHECK(live.read().has_value());
  here.bridge().with([](auto& m) { m.hold = true; });
  busy.send(make_request("GET", "/readyz"));
  CAF_CHECK(here.bridge().await([](auto& m) { return m.calls == 1; }));
  std::thread drained{[&] { here.http().drain(); }};
  CAF_CHECK(idle.is_closed());
  CAF_CHECK(!live.read().has_value());
  CAF_CHECK_EQUAL(live.close_code(), 1001);
  here.bridge().with([](auto& m) { m.hold = false; });
  auto out = busy.read();
  CAF_REQUIRE(out.has_value());
  CAF_CHECK_EQUAL(out->status, 200);
  CAF_CHECK_EQUAL(out->fields["connection"], "close");
  drained.join();
  CAF_CHECK(!ask(here.port(), make_request("GET", "/livez")).has_value());
}

CAF_TEST(draining gives up on who does not end) {
  site here{[](auto& options, auto&) {
    options.bounds.drain = std::chrono::milliseconds{100};
  }};
  here.bridge().with([](auto& m) { m.hold = true; });
  wire_client busy{here.port()};
  busy.send(make_request("GET", "/readyz"));
  CAF_CHECK(here.bridge().await([](auto& m) { return m.calls == 1; }));
  here.http().drain();
  here.stop_http();
  CAF_CHECK(busy.is_closed());
}

CAF_TEST(answers that come after the end of the server do no harm) {
  site here;
  here.bridge().with([](auto& m) { m.hold = true; });
  wire_client one{here.port()}, other{here.port()};
  one.send(make_request("GET", "/readyz"));
  other.send(make_request("GET", "/api/jobs/results?jobId=" + job_id(1)));
  CAF_CHECK(here.bridge().await([](auto& m) { return m.calls == 2; }));
  here.stop_http();
  here.bridge().with([](auto& m) { m.hold = false; });
  here.bridge().settle();
  CAF_CHECK(one.is_closed());
}

CAF_TEST(the end of the server parses no body that still waits) {
  std::promise<void> io_ended;
  auto ended = io_ended.get_future().share();
  std::atomic<int> parsed{0};
  site here{[&](auto& options, auto&) {
    options.bounds.reply = std::chrono::milliseconds{100};
    options.read_csv = [&](std::string_view csv) -> outcome<job_draft> {
      if (csv == "small") {
        io_ended.set_value_at_thread_exit();
      } else {
        ++parsed;
        ended.wait_for(std::chrono::seconds{10});
      }
      return fail(errc::invalid_argument, "Read");
    };
  }};
  auto table = [](std::string_view body) {
    return make_request("POST", "/api/jobs/enrich",
                        "Content-Type: text/csv\r\n", body);
  };
  // A small one is parsed on the thread whose end the large ones wait for.
  CAF_CHECK_EQUAL(copy(ask(here.port(), table("small"))->status), 400);
  std::vector<std::unique_ptr<wire_client>> clients;
  for (int n = 0; n < 5; ++n) {
    clients.push_back(std::make_unique<wire_client>(here.port()));
    clients.back()->send(table(std::string(100000, 'x')));
  }
  for (auto& client : clients)
    CAF_CHECK_EQUAL(copy(client->read()->status), 503);
  here.stop_http();
  CAF_CHECK(parsed.load() <= 1);
}
