#define CAF_SUITE actors_outputs_output_router
#include "tests/actors/outputs/router.hpp"
#include "tests/support/copy.hpp"

using namespace leadmill;
using namespace std::chrono_literals;

namespace {

struct fixture : leadmill::testing::router_fixture {};

} // namespace

CAF_TEST_FIXTURE_SCOPE(output_router_tests, fixture)

CAF_TEST(everybody who wants them is told of news that no job made) {
  options.webhooks[0].events = {event_kind::system_paused};
  start();
  announce paused{event_kind::system_paused,
                  R"({"seconds":300,"reason":"errors"})", "k"};
  self->send(actor, paused);
  consume_messages();
  pass(20ms);
  CAF_REQUIRE_EQUAL(receiver->sent.size(), 1u);
  CAF_CHECK(receiver->sent[0].body.find("system.paused") != std::string::npos);
  answer(200);
  self->send(actor, paused);
  consume_messages();
  pass(20ms);
  CAF_CHECK_EQUAL(receiver->sent.size(), 1u);
}

CAF_TEST(every destination is shown with what waits for it) {
  options.others = {{"sheet", "csv"}};
  start();
  save(1, 3);
  auto shown = ask<destination_views>(get_destinations{});
  CAF_REQUIRE(shown);
  CAF_REQUIRE_EQUAL(shown->views.size(), 2u);
  CAF_CHECK_EQUAL(shown->views[0].kind, "webhook");
  CAF_CHECK_EQUAL(shown->views[0].stands.destination, "crm");
  CAF_CHECK_EQUAL(shown->views[0].stands.leads, 3u);
  CAF_CHECK_EQUAL(shown->views[1].kind, "csv");
  CAF_CHECK_EQUAL(shown->views[1].stands.destination, "sheet");
}

CAF_TEST(a destination that is tried in vain is shown so) {
  start();
  auto is_retrying = [&] {
    return ask<destination_views>(get_destinations{})
        .value()
        .views.at(0)
        .retrying;
  };
  save(1, 1);
  pass(2s);
  CAF_CHECK(!is_retrying());
  answer(500);
  CAF_CHECK(is_retrying());
  stop();
  start();
  CAF_CHECK(is_retrying());
  pass(1h);
  answer(200);
  CAF_CHECK(!is_retrying());
}

CAF_TEST(what was delivered is sent again under its id on request) {
  start();
  save(1, 2);
  pass(2s);
  answer(200);
  auto id = deliveries().at(0).id;
  auto again = ask<std::uint64_t>(delivery_filter{id, {}, {}, {}, {}});
  CAF_REQUIRE(again);
  CAF_CHECK_EQUAL(*again, 1u);
  pass(20ms);
  CAF_REQUIRE_EQUAL(receiver->sent.size(), 2u);
  CAF_CHECK_EQUAL(receiver->sent[1].body, receiver->sent[0].body);
  CAF_CHECK_EQUAL(receiver->header_of(1, "webhook-id"), id);
  // Now it is on its way.
  auto twice = ask<std::uint64_t>(delivery_filter{id, {}, {}, {}, {}});
  CAF_REQUIRE(!twice);
  CAF_CHECK(twice.error().code == errc::conflict);
  auto none = ask<std::uint64_t>(delivery_filter{"msg_x", {}, {}, {}, {}});
  CAF_REQUIRE(!none);
  CAF_CHECK(none.error().code == errc::not_found);
}

CAF_TEST(many are replayed by a filter and in their order) {
  options.webhooks[0].batch_leads = 1;
  start();
  receiver->answers = [](const http_call&) -> http_result {
    return http_answer{400, {}, "no"};
  };
  save(1, 600);
  CAF_CHECK_EQUAL(receiver->sent.size(), 600u);
  receiver->answers = [](const http_call&) -> http_result {
    return http_answer{200, {}, {}};
  };
  delivery_filter dead;
  dead.state = delivery_state::dead;
  auto again = ask<std::uint64_t>(dead);
  CAF_REQUIRE(again);
  CAF_CHECK_EQUAL(*again, 600u);
  pass(20ms);
  CAF_REQUIRE_EQUAL(receiver->sent.size(), 1'200u);
  for (std::size_t i = 0; i < 600; ++i)
    if (receiver->sent[i].body != receiver->sent[600 + i].body)
      CAF_FAIL("out of order at " << i);
}

CAF_TEST(a destination that is stopped goes on when it is replayed) {
  start();
  save(1, 1);
  pass(2s);
  answer(410);
  save(1, 1, 1);
  pass(72h);
  CAF_CHECK_EQUAL(receiver->sent.size(), 1u);
  stop();
  start();
  pass(1h);
  CAF_CHECK_EQUAL(receiver->sent.size(), 1u);
  delivery_filter all;
  all.destination = "crm";
  CAF_CHECK_EQUAL(copy(ask<std::uint64_t>(all).value()), 0u);
  pass(20ms);
  pass(1h);
  CAF_CHECK_EQUAL(receiver->sent.size(), 2u);
  CAF_CHECK_EQUAL(receiver->header_of(1, "webhook-id"),
                  receiver->header_of(0, "webhook-id"));
}

CAF_TEST_FIXTURE_SCOPE_END()
