#define CAF_SUITE net_ws_session
#include "net/ws_session.hpp"

#include <map>
#include <thread>

#include <caf/test/unit_test.hpp>
#include <nlohmann/json.hpp>

#include "tests/net/support/site.hpp"
#include "tests/net/support/wire_client.hpp"
#include "tests/net/support/ws_client.hpp"
#include "tests/support/copy.hpp"

using namespace leadmill;
using namespace leadmill::test;
using nlohmann::json;
using std::chrono::milliseconds;

namespace {

constexpr const char* subscribe_all = R"({"type":"subscribe","jobs":["*"]})";

json read(ws_client& client) {
  auto text = client.read();
  return text ? json::parse(*text) : json{};
}

/// Reads to the end, and returns the code it was closed with.
int close_code(ws_client& client) {
  while (client.read()) {
  }
  return client.close_code();
}

/// Lets time pass, and looks whether the server lives meanwhile.
void pass(site& here, milliseconds time) {
  auto until = steady_clock::now() + time;
  while (steady_clock::now() < until)
    CAF_REQUIRE(ask(here.port(), make_request("GET", "/livez")).has_value());
}

auto with_limits(const std::function<void(live_limits&)>& adjust) {
  return [adjust](server_options&, live_limits& limits) { adjust(limits); };
}

} // namespace

CAF_TEST(the server speaks first and echoes the subprotocol) {
  site here;
  ws_client client{here.port()};
  CAF_REQUIRE(client.is_open());
  CAF_CHECK_EQUAL(client.protocol(), "leadmill.v1");
  auto hello = read(client);
  CAF_CHECK_EQUAL(hello, json::parse(R"({"type":"hello","version":1,)"
                                     R"("heartbeatSeconds":20})"));
}

CAF_TEST(what is not offered is not echoed) {
  site here;
  ws_options options;
  options.protocol = "";
  ws_client plain{here.port(), options};
  CAF_CHECK(plain.is_open());
  CAF_CHECK_EQUAL(plain.protocol(), "");
  options.protocol = "other, leadmill.v1";
  ws_client both{here.port(), options};
  CAF_CHECK_EQUAL(both.protocol(), "leadmill.v1");
}

CAF_TEST(a subscription begins with a snapshot and goes on with jobs) {
  site here;
  here.bridge().commit(1, true);
  here.bridge().commit(2, true);
  ws_client client{here.port()};
  read(client);
  client.send(subscribe_all);
  auto snapshot = read(client);
  CAF_CHECK_EQUAL(snapshot.at("type"), "snapshot");
  CAF_CHECK_EQUAL(snapshot.at("full"), true);
  CAF_CHECK_EQUAL(snapshot.at("seq"), 2);
  CAF_CHECK_EQUAL(snapshot.at("jobs").size(), 2u);
  CAF_CHECK(snapshot.at("removed").empty());
  CAF_CHECK_EQUAL(snapshot.at("more"), false);
  here.bridge().commit(1, false);
  auto frame = read(client);
  CAF_CHECK_EQUAL(frame.at("type"), "job");
  CAF_CHECK_EQUAL(frame.at("seq"), 3);
  CAF_CHECK_EQUAL(frame.at("job").at("open"), false);
}

CAF_TEST(a client that comes back is told what it missed) {
  site here;
  here.bridge().commit(1, true);
  here.bridge().commit(2, true);
  here.bridge().commit(1, false);
  here.bridge().settle();
  ws_client client{here.port()};
  read(client);
  client.send(R"({"type":"subscribe","jobs":["*"],"after":2})");
  auto snapshot = read(client);
  CAF_CHECK_EQUAL(snapshot.at("full"), false);
  CAF_CHECK_EQUAL(snapshot.at("seq"), 3);
  CAF_CHECK_EQUAL(snapshot.at("jobs").size(), 1u);
}

CAF_TEST(a wrong key is refused before the upgrade) {
  site here{[](auto& options, auto&) { options.event_key = site_key; }};
  ws_options options;
  options.key = "wrong";
  CAF_CHECK_EQUAL((ws_client{here.port(), options}.status()), 401);
  options.key = site_key;
  CAF_CHECK((ws_client{here.port(), options}.is_open()));
}

CAF_TEST(who has neither key nor ticket is told so after the upgrade) {
  site here{[](auto& options, auto&) { options.event_key = site_key; }};
  ws_options options;
  for (std::string query : {"", "?ticket=", "?ticket=wrong", "?tickets=x"}) {
    options.target = "/api/jobs/live" + query;
    ws_client none{here.port(), options};
    CAF_CHECK(none.is_open());
    none.send(subscribe_all);
    CAF_CHECK(!none.read().has_value());
    CAF_CHECK_EQUAL(none.close_code(), 4401);
  }
}

CAF_TEST(a ticket opens the feed once) {
  site here{[](auto& options, auto&) { options.event_key = site_key; }};
  auto issued =
      ask(here.port(), make_request("POST", "/api/live-ticket",
                                    "Authorization: Bearer "
                                        + std::string{site_key} + "\r\n"));
  CAF_REQUIRE_EQUAL(issued->status, 200);
  ws_options options;
  options.target = "/api/jobs/live?ticket="
                   + json::parse(issued->body)["ticket"].get<std::string>();
  ws_client first{here.port(), options};
  CAF_CHECK_EQUAL(copy(read(first).at("type")), "hello");
  ws_client replay{here.port(), options};
  CAF_CHECK_EQUAL(close_code(replay), 4401);
  options.key = "wrong";
  CAF_CHECK_EQUAL((ws_client{here.port(), options}.status()), 401);
  first.send(subscribe_all);
  CAF_CHECK_EQUAL(copy(read(first).at("type")), "snapshot");
}

CAF_TEST(a ticket is not to be had without the key) {
  site here{[](auto& options, auto&) { options.event_key = site_key; }};
  auto post = make_request("POST", "/api/live-ticket");
  CAF_CHECK_EQUAL(copy(ask(here.port(), post)->status), 401);
}

CAF_TEST(without a key in force any ticket will do) {
  site here;
  ws_options options;
  options.target = "/api/jobs/live?ticket=expired";
  ws_client client{here.port(), options};
  CAF_CHECK_EQUAL(copy(read(client).at("type")), "hello");
}

CAF_TEST(a foreign origin is let in only to be told to go) {
  site here{[](auto& options, auto&) {
    options.allowed_origins = {"https://ok.example.com"};
  }};
  ws_options options;
  options.origin = "https://evil.example.com";
  ws_client foreign{here.port(), options};
  CAF_CHECK(foreign.is_open());
  CAF_CHECK(!foreign.read().has_value());
  CAF_CHECK_EQUAL(foreign.close_code(), 1008);
  for (const auto& origin :
       {std::string{"https://ok.example.com"},
        "http://127.0.0.1:" + std::to_string(here.port())}) {
    options.origin = origin;
    ws_client good{here.port(), options};
    CAF_CHECK_EQUAL(copy(read(good).at("type")), "hello");
  }
}

CAF_TEST(nonsense is answered and too much of it ends the connection) {
  site here{with_limits([](auto& limits) { limits.bad_frames = 3; })};
  ws_client client{here.port()};
  read(client);
  client.send("{");
  CAF_CHECK_EQUAL(copy(read(client).at("type")), "error");
  client.send_binary("\x01\x02");
  auto error = read(client);
  CAF_CHECK_EQUAL(error.at("type"), "error");
  CAF_CHECK_EQUAL(error.at("code"), "invalid_argument");
  client.send(R"({"type":"subscribe","jobs":["../../etc/passwd"]})");
  CAF_CHECK_EQUAL(copy(read(client).at("type")), "error");
  client.send(subscribe_all);
  CAF_CHECK_EQUAL(copy(read(client).at("type")), "snapshot");
  client.send("{");
  CAF_CHECK_EQUAL(close_code(client), 1008);
}

CAF_TEST(a message over its bound ends the connection) {
  site here;
  ws_client client{here.port()};
  client.send(std::string(64 * 1024 + 1, ' '));
  CAF_CHECK_EQUAL(close_code(client), 1009);
}

CAF_TEST(text that is no UTF - 8 ends the connection) {
  site here;
  ws_client client{here.port()};
  client.send("\xff\xfe");
  CAF_CHECK_EQUAL(close_code(client), 1007);
}

CAF_TEST(a client that leaves is forgotten) {
  site here;
  {
    ws_client client{here.port()};
    read(client);
    CAF_CHECK_EQUAL(here.hub().sessions(), 1u);
    client.close();
  }
  ws_client cut{here.port()};
  read(cut);
  for (int n = 0; n < 1000 && here.hub().sessions() != 1; ++n)
    ask(here.port(), make_request("GET", "/readyz"));
  CAF_CHECK_EQUAL(here.hub().sessions(), 1u);
}

CAF_TEST(a client that answers pings stays) {
  site here{with_limits([](auto& limits) {
    limits.ping_every = milliseconds{40};
    limits.stall = milliseconds{200};
  })};
  ws_client client{here.port()};
  read(client);
  client.send(subscribe_all);
  CAF_CHECK_EQUAL(copy(read(client).at("type")), "snapshot");
  std::thread later{[&] {
    // Longer than the stall: only pongs keep the connection.
    pass(here, milliseconds{600});
    here.bridge().commit(1, true);
  }};
  CAF_CHECK_EQUAL(copy(read(client).at("type")), "job");
  later.join();
}

CAF_TEST(a client that is silent is closed) {
  site here{with_limits([](auto& limits) {
    limits.ping_every = milliseconds{40};
    limits.stall = milliseconds{200};
    limits.close_grace = std::chrono::seconds{10};
  })};
  ws_client client{here.port()};
  // Not reading, it does not answer pings either.
  pass(here, milliseconds{600});
  CAF_CHECK_EQUAL(close_code(client), 1013);
}

CAF_TEST(a silent client that does not close is cut) {
  site here{with_limits([](auto& limits) {
    limits.stall = limits.close_grace = milliseconds{100};
  })};
  ws_client client{here.port()};
  CAF_CHECK(client.is_open());
  auto until = steady_clock::now() + std::chrono::seconds{10};
  while (here.hub().sessions() != 0 && steady_clock::now() < until)
    pass(here, milliseconds{10});
  CAF_CHECK_EQUAL(here.hub().sessions(), 0u);
}

CAF_TEST(a slow reader gets the newest state of each job and no more) {
  site here;
  ws_client client{here.port(), {"leadmill.v1", "", "", 4096}};
  read(client);
  client.send(subscribe_all);
  CAF_CHECK_EQUAL(copy(read(client).at("type")), "snapshot");
  std::string note(16 * 1024, 'x');
  constexpr int commits = 3000;
  for (int n = 0; n < commits; ++n)
    here.bridge().commit(static_cast<std::uint64_t>(n % 3), true, note);
  here.bridge().settle();
  std::map<std::string, std::uint64_t> newest;
  std::uint64_t last = 0;
  int frames = 0;
  while (last < commits) {
    auto frame = read(client);
    CAF_REQUIRE(frame.is_object());
    auto seq = frame.at("seq").get<std::uint64_t>();
    CAF_CHECK(seq > last);
    last = seq;
    newest[frame.at("job").at("jobId")] = seq;
    ++frames;
  }
  CAF_CHECK_EQUAL(newest[job_id(0)], commits - 2u);
  CAF_CHECK_EQUAL(newest[job_id(1)], commits - 1u);
  CAF_CHECK_EQUAL(newest[job_id(2)], commits - 0u);
  CAF_CHECK(frames < commits);
}

CAF_TEST(a client that does not read at all is closed with a reason) {
  site here{with_limits([](auto& limits) {
    limits.stall = milliseconds{300};
    limits.close_grace = std::chrono::seconds{10};
  })};
  ws_client client{here.port(), {"leadmill.v1", "", "", 4096}};
  read(client);
  client.send(subscribe_all);
  CAF_CHECK_EQUAL(copy(read(client).at("type")), "snapshot");
  std::string note(1 << 20, 'x');
  for (std::uint64_t n = 0; n < 60; ++n)
    here.bridge().commit(n, true, note);
  pass(here, milliseconds{900});
  CAF_CHECK_EQUAL(close_code(client), 1013);
}
