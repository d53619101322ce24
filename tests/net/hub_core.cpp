#define CAF_SUITE net_hub_core
#include "net/hub_core.hpp"

#include <caf/test/unit_test.hpp>
#include <nlohmann/json.hpp>

#include "tests/net/support/site.hpp"
#include "tests/net/support/ws_client.hpp"
#include "tests/support/copy.hpp"

using namespace leadmill;
using namespace leadmill::test;
using nlohmann::json;

namespace {

constexpr const char* subscribe_all = R"({"type":"subscribe","jobs":["*"]})";

json read(ws_client& client) {
  auto text = client.read();
  return text ? json::parse(*text) : json{};
}

} // namespace

CAF_TEST(those who ask together are served by few snapshots) {
  site here;
  std::vector<std::unique_ptr<ws_client>> clients;
  for (int n = 0; n < 20; ++n) {
    clients.push_back(std::make_unique<ws_client>(here.port()));
    read(*clients.back());
  }
  here.bridge().with([](auto& m) { m.hold = true; });
  for (auto& client : clients)
    client->send(subscribe_all);
  here.bridge().with([](auto& m) { m.hold = false; });
  for (auto& client : clients)
    CAF_CHECK_EQUAL(copy(read(*client).at("type")), "snapshot");
  CAF_CHECK(here.bridge().with([](auto& m) { return m.snapshots; }) <= 20);
}

CAF_TEST(a snapshot that gets lost is asked for again) {
  site here{[](auto&, live_limits& limits) {
    limits.snapshot_wait = std::chrono::milliseconds{100};
  }};
  here.bridge().with([](auto& m) { m.lose_snapshots = true; });
  ws_client client{here.port()};
  read(client);
  client.send(subscribe_all);
  CAF_CHECK(here.bridge().await([](auto& m) { return m.snapshots >= 1; }));
  here.bridge().with([](auto& m) { m.lose_snapshots = false; });
  CAF_CHECK_EQUAL(copy(read(client).at("type")), "snapshot");
}

CAF_TEST(a client that leaves while its snapshot is made holds up nobody) {
  site here;
  here.bridge().with([](auto& m) { m.hold = true; });
  {
    ws_client gone{here.port()};
    read(gone);
    gone.send(subscribe_all);
    gone.close();
  }
  ws_client client{here.port()};
  read(client);
  client.send(subscribe_all);
  here.bridge().with([](auto& m) { m.hold = false; });
  CAF_CHECK_EQUAL(copy(read(client).at("type")), "snapshot");
}

CAF_TEST(live connections are bounded) {
  site here{[](auto&, live_limits& limits) { limits.sessions = 1; }};
  ws_client first{here.port()};
  CAF_CHECK(first.is_open());
  ws_client second{here.port()};
  CAF_CHECK(!second.is_open());
  CAF_CHECK_EQUAL(second.status(), 503);
}

CAF_TEST(after its end the hub takes nothing) {
  hub_core hub{{}};
  hub.stop();
  hub.stop();
  hub.publish(live_job{});
  hub.publish(live_removed{});
  CAF_CHECK(hub.is_full());
  CAF_CHECK_EQUAL(hub.count(), 0u);
  auto gone = false;
  hub.drain([&] { gone = true; });
  CAF_CHECK(gone);
}
