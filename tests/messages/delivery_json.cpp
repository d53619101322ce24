#define CAF_SUITE messages_delivery_json
#include "messages/delivery_json.hpp"

#include <caf/test/unit_test.hpp>
#include <nlohmann/json.hpp>

using namespace leadmill;
using nlohmann::json;

namespace {

constexpr unix_ms at = 1'767'225'600'000;

} // namespace

CAF_TEST(a destination is told with what waits for it) {
  destination_view crm{"webhook", {}, false};
  crm.stands = {"crm", 3, 250, at, 17, 2, 1, 0, {}};
  CAF_CHECK_EQUAL(
      to_json(std::vector{crm}),
      R"({"success":true,"destinations":[{"name":"crm","kind":"webhook",)"
      R"("state":"ok","queued":3,"queuedLeads":250,"open":1,"delivered":17,)"
      R"("dead":2,"oldestQueuedAt":"2026-01-01T00:00:00.000Z"}]})");
}

CAF_TEST(one that is stopped says since when and why) {
  destination_view crm{"webhook", {}, true};
  crm.stands.parked_at = at;
  crm.stands.reason = "It answered 410";
  auto shown = json::parse(to_json(std::vector{crm})).at("destinations").at(0);
  CAF_CHECK_EQUAL(shown.at("state"), "stopped");
  CAF_CHECK_EQUAL(shown.at("stoppedAt"), "2026-01-01T00:00:00.000Z");
  CAF_CHECK_EQUAL(shown.at("reason"), "It answered 410");
  CAF_CHECK(!shown.contains("oldestQueuedAt"));
}

CAF_TEST(one that is tried in vain says so) {
  destination_view crm{"webhook", {}, true};
  auto shown = json::parse(to_json(std::vector{crm})).at("destinations").at(0);
  CAF_CHECK_EQUAL(shown.at("state"), "retrying");
}

CAF_TEST(a delivery is told with its tries) {
  delivery one;
  one.id = "msg_1";
  one.destination = "crm";
  one.jobs = {"enrichment-1767225600000-a"};
  one.leads = 12;
  one.created_at = at;
  one.next_at = at + 5'000;
  one.attempts = {{at, 12, 503, {}, "try \"later\"\x80"},
                  {at + 1, 15'000, 0, "No answer", {}}};
  CAF_CHECK_EQUAL(
      to_json(delivery_page{{one}, "c1"}),
      R"({"success":true,"deliveries":[{"deliveryId":"msg_1",)"
      R"("destination":"crm","event":"leads.saved",)"
      R"("jobIds":["enrichment-1767225600000-a"],)"
      R"("jobId":"enrichment-1767225600000-a","state":"sending","leads":12,)"
      R"("attempts":[{"at":"2026-01-01T00:00:00.000Z","status":503,)"
      R"("durationMs":12,"answer":"try \"later\")"
      "\xef\xbf\xbd"
      R"("},{"at":"2026-01-01T00:00:00.001Z","durationMs":15000,)"
      R"("error":"No answer"}],"createdAt":"2026-01-01T00:00:00.000Z",)"
      R"("nextAttemptAt":"2026-01-01T00:00:05.000Z"}],"count":1,)"
      R"("nextCursor":"c1"})");
}

CAF_TEST(one of several jobs or of none names no single one) {
  delivery several;
  several.jobs = {"a", "b"};
  delivery none;
  none.event = event_kind::system_paused;
  none.state = delivery_state::dead;
  none.ended_at = at;
  auto shown =
      json::parse(to_json(delivery_page{{several, none}, {}})).at("deliveries");
  CAF_CHECK_EQUAL(shown.at(0).at("jobIds"), json::parse(R"(["a","b"])"));
  CAF_CHECK(!shown.at(0).contains("jobId"));
  CAF_CHECK_EQUAL(shown.at(1).at("jobIds"), json::array());
  CAF_CHECK(!shown.at(1).contains("jobId"));
  CAF_CHECK_EQUAL(shown.at(1).at("event"), "system.paused");
  CAF_CHECK_EQUAL(shown.at(1).at("state"), "dead");
  CAF_CHECK_EQUAL(shown.at(1).at("endedAt"), "2026-01-01T00:00:00.000Z");
}

CAF_TEST(nothing is an empty page) {
  CAF_CHECK_EQUAL(to_json(delivery_page{}),
                  R"({"success":true,"deliveries":[],"count":0})");
  CAF_CHECK_EQUAL(to_json(std::vector<destination_view>{}),
                  R"({"success":true,"destinations":[]})");
}
