#define CAF_SUITE net_fuzz
#include <random>
#include <string>
#include <vector>

#include <caf/test/unit_test.hpp>

#include "tests/net/support/site.hpp"
#include "tests/net/support/wire_client.hpp"

using namespace leadmill;
using namespace leadmill::test;

namespace {

constexpr int rounds = 1500;

std::vector<std::string> seeds() {
  auto json = "Content-Type: application/json\r\n";
  return {
      make_request("GET", "/livez"),
      make_request("GET", "/api/jobs/status?limit=5&status=failed&q=a%20b"),
      make_request("GET", "/api/jobs/results?jobId=" + job_id(1)),
      make_request("POST", "/api/jobs/enrich", json,
                   R"({"parsedData":{"headers":["a"],"rows":[{"a":"1"}]}})"),
      make_request("POST", "/api/jobs/enrich?options=%7B%7D",
                   "Content-Type: text/csv\r\n", "a,b\n1,2\n"),
      make_request("POST", "/api/jobs/cancel",
                   std::string{json} + "Transfer-Encoding: chunked\r\n")
          + "5;a=b\r\n{\"job\r\n2\r\n\":\r\n0\r\nX: y\r\n\r\n",
      make_request("GET", "/api/jobs/live",
                   "Connection: Upgrade\r\nUpgrade: websocket\r\n"
                   "Sec-WebSocket-Version: 13\r\n"
                   "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n")
          + "\x81\x85\x01\x02\x03\x04{abc}",
      make_request("POST", "/api/jobs/cancel",
                   std::string{json} + "Expect: 100-continue\r\n", "{}"),
      make_request("POST", "/api/jobs/enrich",
                   std::string{json} + "Idempotency-Key: \"8e03978e\"\r\n",
                   R"({"fromJob":"enrichment-1767225600000-a","options":)"
                   R"({"runAt":"2026-01-31T09:00:00Z","priority":"low"}})"),
      make_request("POST", "/api/jobs/retry", json,
                   R"({"filter":{"tag":"a","from":1767225600000},)"
                   R"("dryRun":true})"),
      make_request("POST", "/api/jobs/pause", json, R"({"type":"scraping"})"),
      make_request("POST", "/api/jobs/cleanup"),
      make_request("DELETE", "/api/leads?key=0123456789abcdef0123456789abcdef"),
      make_request("GET", "/api/jobs/log?jobId=" + job_id(1)),
      make_request("POST", "/api/jobs/scrape", json,
                   R"({"searchParams":{"title":"CEO","in":["TX"]},)"
                   R"("source":"people","maxPages":3,"maxResults":75,)"
                   R"("metadata":{"a":1},"options":{"tags":["x"],)"
                   R"("then":{"steps":["email"],"metadata":{"b":2}}}})"),
      make_request("GET", "/api/settings/usage"),
  };
}

/// A few changes: bytes set, dropped, doubled, or a piece of another request.
std::string mutate(std::string text, std::mt19937& random,
                   const std::vector<std::string>& others) {
  for (auto n = random() % 6; n-- > 0 && !text.empty();) {
    auto at = random() % text.size();
    switch (random() % 5) {
    case 0:
      text[at] = static_cast<char>(random());
      break;
    case 1:
      text.erase(at, random() % 8);
      break;
    case 2:
      text.insert(at, text.substr(at, random() % 40));
      break;
    case 3: {
      const auto& other = others[random() % others.size()];
      text.insert(at, other.substr(random() % other.size()));
      break;
    }
    default:
      text.resize(at);
    }
  }
  return text;
}

} // namespace

CAF_TEST(whatever comes the server goes on) {
  site here{[](auto& options, auto&) {
    options.bounds.linger = std::chrono::milliseconds{50};
  }};
  here.bridge().with([](auto& m) { m.parts = {"[1", ",2", "]"}; });
  auto others = seeds();
  for (std::uint32_t seed = 0; seed < rounds; ++seed) {
    std::mt19937 random{seed};
    auto text = mutate(others[random() % others.size()], random, others);
    wire_client client{here.port()};
    auto cut = text.empty() ? 0 : random() % text.size();
    client.send(std::string_view{text}.substr(0, cut));
    if (random() % 4 == 0)
      CAF_REQUIRE(ask(here.port(), make_request("GET", "/livez")).has_value());
    client.send(std::string_view{text}.substr(cut));
    if (random() % 2 == 0) {
      client.half_close();
      auto out = client.read();
      CAF_CHECK(!out || out->status != 500);
    }
  }
  auto out = ask(here.port(), make_request("GET", "/livez"));
  CAF_REQUIRE(out.has_value());
  CAF_CHECK_EQUAL(out->status, 200);
}
