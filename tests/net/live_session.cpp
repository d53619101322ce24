// What all connections of the feed have in common, whatever carries them.
#define CAF_SUITE net_live_session
#include "net/live_session.hpp"

#include <caf/test/unit_test.hpp>
#include <nlohmann/json.hpp>

#include "tests/net/support/event_reader.hpp"
#include "tests/net/support/site.hpp"
#include "tests/net/support/ws_client.hpp"
#include "tests/support/copy.hpp"

using namespace leadmill;
using namespace leadmill::test;
using nlohmann::json;

CAF_TEST(both kinds are told the same) {
  site here;
  here.bridge().commit(1, true);
  ws_client socket{here.port()};
  event_reader events{here.port()};
  socket.send(R"({"type":"subscribe","jobs":["*"]})");
  for (int n = 0; n < 2; ++n)
    CAF_CHECK(json::parse(*socket.read()) == events.read()->data);
  // One at a time, or a newer one may replace what waits.
  for (std::uint64_t n = 1; n < 20; ++n) {
    here.bridge().commit(n % 3, n % 4 != 0);
    CAF_CHECK(json::parse(*socket.read()) == events.read()->data);
  }
  here.bridge().remove(1);
  CAF_CHECK(json::parse(*socket.read()) == events.read()->data);
}

CAF_TEST(both kinds resume at the numbers that the other was told) {
  site here;
  here.bridge().commit(1, true);
  event_reader events{here.port()};
  events.read();
  auto seq = events.read()->id;
  here.bridge().commit(2, true);
  events.read();
  ws_client socket{here.port()};
  socket.read();
  socket.send(R"({"type":"subscribe","jobs":["*"],"after":)" + seq + "}");
  auto rest = json::parse(*socket.read());
  CAF_CHECK_EQUAL(copy(rest.at("full")), false);
  CAF_CHECK_EQUAL(rest.at("jobs").size(), 1u);
}
