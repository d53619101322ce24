#define CAF_SUITE net_live_entry
#include "net/live_entry.hpp"

#include <caf/test/unit_test.hpp>

#include "messages/ids.hpp"
#include "tests/net/support/site.hpp"
#include "tests/net/support/wire_client.hpp"
#include "tests/support/copy.hpp"

using namespace leadmill;
using namespace leadmill::test;

namespace {

outcome<live_subscribe> read(std::string_view query,
                             std::optional<std::string> last_event = {}) {
  request what;
  what.query = *query_params::parse(query);
  what.last_event_id = std::move(last_event);
  return parse_events_query(what);
}

constexpr std::string_view path = "/api/jobs/events";

} // namespace

CAF_TEST(without parameters everything is followed from its present state) {
  auto all = read("");
  CAF_REQUIRE(all.has_value());
  CAF_CHECK(all->all && all->ids.empty() && !all->after);
  CAF_CHECK(!all->filter.active_only && !all->filter.type);
}

CAF_TEST(parameters say what is followed) {
  auto some = read("jobs=" + job_id(1) + "," + job_id(2)
                   + "&activeOnly=true&jobType=scraping&after=7");
  CAF_REQUIRE(some.has_value());
  CAF_CHECK(!some->all);
  CAF_CHECK(some->ids == (std::vector<std::string>{job_id(1), job_id(2)}));
  CAF_CHECK(some->filter.active_only);
  CAF_CHECK(some->filter.type == job_type::scraping);
  CAF_CHECK(some->after == 7u);
}

CAF_TEST(parameters that cannot be read are refused) {
  for (auto bad :
       {"jobs=", "jobs=,", "jobs=*,", "jobs=x", "jobs=../etc", "activeOnly=1",
        "jobType=x", "after=-1", "after=x", "after=18446744073709551616"})
    CAF_CHECK(!read(bad).has_value());
}

CAF_TEST(who comes back says so in a field of its own) {
  CAF_CHECK(read("after=7", "9")->after == 9u);
  CAF_CHECK(read("", "18446744073709551615")->after == ~std::uint64_t{0});
  for (auto garbage : {"", "x", "-1", "9x", " 9", "1.5", "0x9",
                       "18446744073709551616", "9999999999999999999999999"})
    CAF_CHECK(!read("after=7", garbage)->after);
}

CAF_TEST(the feed asks for an upgrade or for events) {
  site here;
  CAF_CHECK_EQUAL(
      copy(ask(here.port(), make_request("GET", "/api/jobs/live"))->status),
      426);
  wire_client client{here.port()};
  client.send(make_request("HEAD", path));
  auto head = client.read(true);
  CAF_REQUIRE(head.has_value());
  CAF_CHECK_EQUAL(head->status, 200);
  CAF_CHECK_EQUAL(head->fields["content-type"], "text/event-stream");
  client.send(make_request("GET", std::string{path} + "?jobs=x"));
  CAF_CHECK_EQUAL(copy(client.read()->status), 400);
  client.send(make_request("POST", path));
  CAF_CHECK_EQUAL(copy(client.read()->status), 405);
  client.send(make_request("GET", path, "", "x"));
  CAF_CHECK_EQUAL(copy(client.read()->status), 400);
}

CAF_TEST(events ask for the key or a ticket) {
  site here{[](auto& options, auto&) { options.event_key = site_key; }};
  for (std::string query : {"", "?ticket=", "?ticket=wrong"})
    CAF_CHECK_EQUAL(
        copy(ask(here.port(), make_request("GET", std::string{path} + query))
                 ->status),
        401);
}

CAF_TEST(events let nobody in who asks for an upgrade without a key) {
  site here{[](auto& options, auto&) { options.event_key = site_key; }};
  wire_client client{here.port()};
  client.send(make_request("GET", path,
                           "Connection: Upgrade\r\nUpgrade: websocket\r\n"
                           "Sec-WebSocket-Version: 13\r\n"
                           "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n"));
  CAF_CHECK_EQUAL(copy(client.read()->status), 401);
}

CAF_TEST(pages of other sites follow nothing) {
  site here{[](auto& options, auto&) {
    options.allowed_origins = {"https://ok.example.com"};
  }};
  auto from = [&](std::string_view origin) {
    return ask(here.port(),
               make_request("HEAD", path,
                            "Origin: " + std::string{origin} + "\r\n"
                                + "Connection: close\r\n"));
  };
  auto foreign =
      ask(here.port(),
          make_request("GET", path, "Origin: https://evil.example\r\n"));
  CAF_CHECK_EQUAL(foreign->status, 403);
  CAF_CHECK(!from("https://ok.example.com")
            || from("https://ok.example.com")->status == 200);
}

CAF_TEST(when there are too many live connections events are refused too) {
  site here{[](auto&, live_limits& limits) { limits.sessions = 0; }};
  CAF_CHECK_EQUAL(copy(ask(here.port(), make_request("GET", path))->status),
                  503);
}
