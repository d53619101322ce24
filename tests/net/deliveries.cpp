#define CAF_SUITE net_deliveries
#include "net/deliveries.hpp"

#include <caf/test/unit_test.hpp>
#include <nlohmann/json.hpp>

#include "tests/net/support/api_site.hpp"
#include "tests/support/copy.hpp"

using namespace leadmill;
using namespace leadmill::test;
using nlohmann::json;

namespace {

struct fixture : api_site {
  std::size_t calls() {
    return here.bridge().with([](auto& m) { return m.calls; });
  }

  std::string refused(std::string_view body) {
    return refusal_of(post_json("/api/deliveries/replay", body));
  }
};

} // namespace

CAF_TEST_FIXTURE_SCOPE(deliveries_tests, fixture)

CAF_TEST(destinations are told with how they stand) {
  here.bridge().with([](auto& m) {
    destination_view crm{"webhook", {}, true};
    crm.stands.destination = "crm";
    crm.stands.leads = 7;
    m.destinations = {crm, {"csv", {}, false}};
  });
  auto body = body_of(get("/api/destinations"));
  CAF_REQUIRE_EQUAL(body.at("destinations").size(), 2u);
  const auto& crm = body.at("destinations").at(0);
  CAF_CHECK_EQUAL(crm.at("name"), "crm");
  CAF_CHECK_EQUAL(crm.at("state"), "retrying");
  CAF_CHECK_EQUAL(crm.at("queuedLeads"), 7);
}

CAF_TEST(deliveries are found by every filter) {
  here.bridge().with([](auto& m) {
    delivery one;
    one.id = "msg_1";
    m.deliveries = {{one}, "more"};
  });
  auto body = body_of(
      get("/api/deliveries?destination=crm&state=dead&jobId=" + job_id(1)
          + "&event=leads.saved&deliveryId=msg_1&limit=200"
            "&cursor=abc"));
  CAF_CHECK_EQUAL(body.at("deliveries").at(0).at("deliveryId"), "msg_1");
  CAF_CHECK_EQUAL(body.at("nextCursor"), "more");
  here.bridge().with([](auto& m) {
    const auto& asked = m.delivery_queries.at(0);
    CAF_CHECK_EQUAL(asked.filter.destination, "crm");
    CAF_CHECK(asked.filter.state == delivery_state::dead);
    CAF_CHECK_EQUAL(asked.filter.job, job_id(1));
    CAF_CHECK(asked.filter.event == event_kind::leads_saved);
    CAF_CHECK_EQUAL(asked.filter.id, "msg_1");
    CAF_CHECK_EQUAL(asked.limit, 200u);
    CAF_CHECK_EQUAL(asked.cursor, "abc");
  });
}

CAF_TEST(without filters the newest fifty are asked for) {
  body_of(get("/api/deliveries"));
  here.bridge().with([](auto& m) {
    const auto& asked = m.delivery_queries.at(0);
    CAF_CHECK_EQUAL(asked.limit, 50u);
    CAF_CHECK(asked.filter.destination.empty() && asked.filter.job.empty()
              && asked.filter.id.empty() && asked.cursor.empty());
    CAF_CHECK(!asked.filter.state && !asked.filter.event);
  });
}

CAF_TEST(a filter that is none is refused by its name) {
  for (std::string raw : {"limit=0", "limit=201", "limit=x", "state=done",
                          "state=", "event=leads", "jobId=x",
                          "jobId=", "destination=", "deliveryId=", "cursor="})
    CAF_CHECK(refusal_of(get("/api/deliveries?" + raw))
                  .starts_with(raw.substr(0, raw.find('='))));
  CAF_CHECK_EQUAL(calls(), 0u);
}

CAF_TEST(one delivery is replayed by its id) {
  auto body =
      body_of(post_json("/api/deliveries/replay", R"({"deliveryId":"msg_1"})"));
  CAF_CHECK_EQUAL(body, json::parse(R"({"success":true,"count":5})"));
  here.bridge().with([](auto& m) {
    CAF_CHECK_EQUAL(m.replays.at(0).id, "msg_1");
    CAF_CHECK(m.replays.at(0).destination.empty() && !m.replays.at(0).state);
  });
}

CAF_TEST(many are replayed by a filter) {
  body_of(post_json("/api/deliveries/replay",
                    R"({"filter":{"destination":"crm","state":"dead"}})"));
  here.bridge().with([](auto& m) {
    CAF_CHECK(m.replays.at(0).id.empty());
    CAF_CHECK_EQUAL(m.replays.at(0).destination, "crm");
    CAF_CHECK(m.replays.at(0).state == delivery_state::dead);
  });
}

CAF_TEST(a replay of everything is refused) {
  for (auto bad : {R"({"filter":{}})", "{}", "[]", "", R"({"filter":null})",
                   R"({"filter":{"destinations":"crm"}})",
                   R"({"deliveryId":""})", R"({"deliveryid":"msg_1"})"})
    refused(bad);
  CAF_CHECK_EQUAL(calls(), 0u);
}

CAF_TEST(what the store says of a replay is passed on) {
  refuse(errc::conflict);
  refusal_of(post_json("/api/deliveries/replay", R"({"deliveryId":"msg_1"})"),
             409);
  refuse(errc::not_found);
  refusal_of(post_json("/api/deliveries/replay", R"({"deliveryId":"msg_1"})"),
             404);
  refuse(errc::unavailable);
  refusal_of(get("/api/destinations"), 503);
  refusal_of(get("/api/deliveries"), 503);
}

CAF_TEST(only the right methods and types are taken) {
  refusal_of(call("POST", "/api/deliveries"), 405);
  refusal_of(get("/api/deliveries/replay"), 405);
  refusal_of(post("/api/deliveries/replay", "Content-Type: text/plain\r\n",
                  R"({"deliveryId":"msg_1"})"),
             415);
}

CAF_TEST_FIXTURE_SCOPE_END()
