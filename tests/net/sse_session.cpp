#define CAF_SUITE net_sse_session
#include "net/sse_session.hpp"

#include <map>

#include <caf/test/unit_test.hpp>
#include <nlohmann/json.hpp>

#include "tests/net/support/event_reader.hpp"
#include "tests/net/support/site.hpp"
#include "tests/support/copy.hpp"

using namespace leadmill;
using namespace leadmill::test;
using nlohmann::json;
using std::chrono::milliseconds;

namespace {

auto with_limits(const std::function<void(live_limits&)>& adjust) {
  return [adjust](server_options&, live_limits& limits) { adjust(limits); };
}

/// The next event, which must come.
event need(event_reader& from) {
  auto out = from.read();
  CAF_REQUIRE(out.has_value());
  return *out;
}

/// Waits, while the server answers others, until the hub is empty.
bool await_empty(site& here) {
  auto until = steady_clock::now() + std::chrono::seconds{10};
  while (here.hub().sessions() > 0 && steady_clock::now() < until)
    CAF_REQUIRE(ask(here.port(), make_request("GET", "/livez")).has_value());
  return here.hub().sessions() == 0;
}

} // namespace

CAF_TEST(events are the frames of the feed with their numbers) {
  site here;
  here.bridge().commit(1, true);
  here.bridge().commit(2, true);
  event_reader client{here.port()};
  CAF_CHECK(client.head().starts_with("HTTP/1.1 200 OK\r\n"));
  CAF_CHECK(client.head().find("\r\nContent-Type: text/event-stream\r\n")
            != std::string::npos);
  CAF_CHECK(client.head().find("Content-Length") == std::string::npos);
  auto hello = need(client);
  CAF_CHECK_EQUAL(copy(hello.data.at("type")), "hello");
  CAF_CHECK_EQUAL(hello.id, "");
  auto snapshot = need(client);
  CAF_CHECK_EQUAL(copy(snapshot.data.at("full")), true);
  CAF_CHECK_EQUAL(snapshot.data.at("jobs").size(), 2u);
  CAF_CHECK_EQUAL(snapshot.id, "2");
  here.bridge().commit(1, false);
  here.bridge().remove(1);
  auto first = need(client);
  if (first.data.at("type") == "job") { // otherwise the removal replaced it
    CAF_CHECK_EQUAL(first.id, "3");
    first = need(client);
  }
  CAF_CHECK_EQUAL(copy(first.data.at("type")), "removed");
  CAF_CHECK_EQUAL(first.id, "4");
}

CAF_TEST(who comes back with the last number is told the rest) {
  site here;
  for (std::uint64_t n = 1; n <= 3; ++n)
    here.bridge().commit(n, true);
  here.bridge().remove(1);
  here.bridge().settle();
  event_reader client{here.port(), "?after=1", "Last-Event-ID: 2\r\n"};
  need(client);
  auto snapshot = need(client);
  CAF_CHECK_EQUAL(copy(snapshot.data.at("full")), false);
  CAF_CHECK_EQUAL(snapshot.data.at("jobs").size(), 1u);
  CAF_CHECK_EQUAL(snapshot.data.at("removed").size(), 1u);
  for (std::string garbage : {"x", "18446744073709551616", "-1", "99"}) {
    event_reader lost{here.port(), "", "Last-Event-ID: " + garbage + "\r\n"};
    need(lost);
    CAF_CHECK_EQUAL(copy(need(lost).data.at("full")), true);
  }
}

CAF_TEST(of a long snapshot only the last part has a number) {
  site here{with_limits([](auto& limits) { limits.snapshot_jobs = 2; })};
  for (std::uint64_t n = 1; n <= 5; ++n)
    here.bridge().commit(n, true);
  event_reader client{here.port()};
  need(client);
  for (std::string id : {"", "", "5"}) {
    auto part = need(client);
    CAF_CHECK_EQUAL(part.id, id);
    CAF_CHECK_EQUAL(copy(part.data.at("more")), id.empty());
  }
}

CAF_TEST(only what is asked for is told) {
  site here;
  event_reader client{here.port(), "?jobs=" + job_id(2) + "&activeOnly=true"};
  need(client);
  need(client);
  here.bridge().commit(1, true);
  here.bridge().commit(2, true);
  CAF_CHECK_EQUAL(copy(need(client).data.at("job").at("jobId")), job_id(2));
}

CAF_TEST(a page of an allowed origin may read them) {
  site here{[](auto& options, auto&) {
    options.allowed_origins = {"https://ok.example.com"};
  }};
  event_reader client{here.port(), "", "Origin: https://ok.example.com\r\n"};
  CAF_CHECK(client.head().find(
                "\r\nAccess-Control-Allow-Origin: https://ok.example.com\r\n")
            != std::string::npos);
  need(client);
}

CAF_TEST(a ticket opens them once) {
  site here{[](auto& options, auto&) { options.event_key = site_key; }};
  auto issued =
      ask(here.port(), make_request("POST", "/api/live-ticket",
                                    "Authorization: Bearer "
                                        + std::string{site_key} + "\r\n"));
  auto query =
      "?ticket=" + json::parse(issued->body)["ticket"].get<std::string>();
  event_reader client{here.port(), query};
  need(client);
  event_reader replay{here.port(), query};
  CAF_CHECK(replay.head().starts_with("HTTP/1.1 401 "));
}

CAF_TEST(silence is filled with comments) {
  site here{
      with_limits([](auto& limits) { limits.ping_every = milliseconds{40}; })};
  event_reader client{here.port()};
  need(client);
  need(client);
  CAF_CHECK(client.wait_for_beat());
  CAF_CHECK(client.wait_for_beat());
  here.bridge().commit(1, true);
  CAF_CHECK_EQUAL(copy(need(client).data.at("type")), "job");
}

CAF_TEST(a client that leaves is forgotten) {
  site here;
  {
    event_reader client{here.port()};
    need(client);
    CAF_CHECK_EQUAL(here.hub().sessions(), 1u);
  }
  CAF_CHECK(await_empty(here));
}

CAF_TEST(a client that talks too much is sent away) {
  site here;
  event_reader client{here.port()};
  need(client);
  need(client);
  std::string noise(100 * 1024, 'x');
  client.wire().send(noise);
  CAF_CHECK(await_empty(here));
}

CAF_TEST(a slow reader gets the newest state of each job and no more) {
  site here{with_limits([](auto& limits) { limits.send_buffer_bytes = 4096; })};
  event_reader client{here.port(), "", "", 4096};
  need(client);
  need(client);
  std::string note(1000, 'x');
  for (int n = 0; n < 3000; ++n)
    here.bridge().commit(static_cast<std::uint64_t>(n % 3), true, note);
  here.bridge().settle();
  std::map<std::string, std::uint64_t> last;
  std::uint64_t seq = 0;
  int frames = 0;
  for (; seq < 3000; ++frames) {
    auto next = need(client);
    auto now = next.data.at("seq").get<std::uint64_t>();
    CAF_REQUIRE(now > seq);
    seq = now;
    last[next.data.at("job").at("jobId")] = seq;
  }
  CAF_CHECK(frames < 3000);
  CAF_CHECK_EQUAL(last[job_id(0)], 2998u);
  CAF_CHECK_EQUAL(last[job_id(1)], 2999u);
}

CAF_TEST(a client that does not read at all is cut) {
  site here{with_limits([](auto& limits) {
    limits.send_buffer_bytes = 4096;
    limits.stall = milliseconds{100};
    limits.ping_every = milliseconds{50};
  })};
  event_reader client{here.port(), "", "", 4096};
  need(client);
  need(client);
  std::string note(60'000, 'x');
  for (std::uint64_t n = 0; n < 50; ++n)
    here.bridge().commit(n, true, note);
  CAF_CHECK(await_empty(here));
}

CAF_TEST(a drain ends them) {
  site here;
  event_reader client{here.port()};
  need(client);
  need(client);
  here.http().drain();
  CAF_CHECK(!client.read().has_value());
  CAF_CHECK_EQUAL(here.hub().sessions(), 0u);
}
