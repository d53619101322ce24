#define CAF_SUITE actors_outputs_delivery_lane
#include "tests/actors/outputs/router.hpp"

#include "tests/support/copy.hpp"

using namespace leadmill;
using namespace std::chrono_literals;

namespace {

struct fixture : leadmill::testing::router_fixture {
  bool holds(std::size_t index, const std::string& text) const {
    return receiver->sent.at(index).body.find(text) != std::string::npos;
  }
};

} // namespace

CAF_TEST_FIXTURE_SCOPE(delivery_lane_tests, fixture)

CAF_TEST(a batch goes out when its oldest lead has waited long enough) {
  start();
  save(1, 2);
  pass(1'900ms);
  CAF_CHECK(receiver->sent.empty());
  pass(200ms);
  CAF_REQUIRE_EQUAL(receiver->sent.size(), 1u);
  CAF_CHECK_EQUAL(receiver->sent[0].method, "POST");
  CAF_CHECK_EQUAL(receiver->sent[0].url, "https://crm.example/hook");
  CAF_CHECK_EQUAL(receiver->sent[0].max_redirects, 0u);
  CAF_CHECK(holds(0, "\"row\":0") && holds(0, "\"row\":1"));
}

CAF_TEST(a batch that is full goes out at once) {
  options.webhooks[0].batch_leads = 3;
  start();
  save(1, 2);
  save(1, 2, 2);
  CAF_REQUIRE_EQUAL(receiver->sent.size(), 1u);
  CAF_CHECK(holds(0, "\"row\":2") && !holds(0, "\"row\":3"));
}

CAF_TEST(a batch is stored before it is sent and signed as it is sent) {
  start();
  save(1, 1);
  disk_is_full = true;
  pass(5s);
  CAF_CHECK(receiver->sent.empty());
  CAF_CHECK(!problems.empty());
  disk_is_full = false;
  pass(1s);
  CAF_REQUIRE_EQUAL(receiver->sent.size(), 1u);
  auto stored = deliveries().at(0);
  CAF_CHECK_EQUAL(receiver->header_of(0, "webhook-id"), stored.id);
  CAF_CHECK(stored.id.starts_with("msg_"));
  CAF_CHECK_EQUAL(receiver->header_of(0, "webhook-timestamp"),
                  std::to_string(now / 1'000));
  CAF_CHECK(receiver->header_of(0, "webhook-signature").starts_with("v1,"));
}

CAF_TEST(one request at a time goes to a destination and in order) {
  options.webhooks[0].batch_leads = 1;
  start();
  save(1, 3);
  CAF_CHECK_EQUAL(receiver->sent.size(), 1u);
  pass(10s);
  CAF_CHECK_EQUAL(receiver->sent.size(), 1u);
  for (std::size_t i = 0; i < 3; ++i) {
    CAF_REQUIRE_EQUAL(receiver->sent.size(), i + 1);
    CAF_CHECK(holds(i, "\"row\":" + std::to_string(i)));
    answer(200);
  }
  CAF_CHECK_EQUAL(receiver->sent.size(), 3u);
}

CAF_TEST(a fault is tried again under the same id with the same body) {
  start();
  save(1, 1);
  pass(2s);
  answer(503);
  save(1, 1, 1);
  for (int i = 0; i < 100 && receiver->sent.size() < 2; ++i)
    pass(1s);
  CAF_REQUIRE_EQUAL(receiver->sent.size(), 2u);
  CAF_CHECK_EQUAL(receiver->header_of(1, "webhook-id"),
                  receiver->header_of(0, "webhook-id"));
  CAF_CHECK_EQUAL(receiver->sent[1].body, receiver->sent[0].body);
  answer(204);
  auto first = deliveries().back();
  CAF_REQUIRE_EQUAL(first.attempts.size(), 2u);
  CAF_CHECK_EQUAL(first.attempts[0].status, 503);
  CAF_CHECK_EQUAL(first.attempts[0].answer, "so");
  CAF_CHECK(first.state == delivery_state::delivered);
}

CAF_TEST(after a crash what was being sent is sent again under its id) {
  start();
  save(1, 1);
  pass(2s);
  CAF_REQUIRE_EQUAL(receiver->sent.size(), 1u);
  stop();
  start();
  CAF_REQUIRE_EQUAL(receiver->sent.size(), 2u);
  CAF_CHECK_EQUAL(receiver->header_of(1, "webhook-id"),
                  receiver->header_of(0, "webhook-id"));
  CAF_CHECK_EQUAL(receiver->sent[1].body, receiver->sent[0].body);
}

CAF_TEST(what was delivered is not sent again because the disk is full) {
  start();
  save(1, 1);
  pass(2s);
  disk_is_full = true;
  answer(200);
  pass(60s);
  CAF_CHECK_EQUAL(receiver->sent.size(), 1u);
  disk_is_full = false;
  pass(1s);
  CAF_CHECK(deliveries().at(0).state == delivery_state::delivered);
  pass(60s);
  CAF_CHECK_EQUAL(receiver->sent.size(), 1u);
}

CAF_TEST(a batch that is refused is dead and the next goes on) {
  options.webhooks[0].batch_leads = 1;
  start();
  save(1, 2);
  answer(400);
  CAF_REQUIRE_EQUAL(receiver->sent.size(), 2u);
  answer(200);
  auto all = deliveries();
  CAF_CHECK(all.at(1).state == delivery_state::dead);
  CAF_CHECK(all.at(0).state == delivery_state::delivered);
  CAF_REQUIRE_EQUAL(problems.size(), 1u);
  CAF_CHECK(problems[0].starts_with("crm: Delivery msg_"));
}

CAF_TEST(a destination that is gone keeps its queue and gets no more) {
  options.webhooks[0].batch_leads = 1;
  start();
  save(1, 3);
  answer(410);
  pass(24h);
  CAF_CHECK_EQUAL(receiver->sent.size(), 1u);
  auto crm = test::need(options.reader->destinations()).at(0);
  CAF_CHECK_EQUAL(crm.leads, 2u);
  CAF_CHECK_EQUAL(crm.open, 1u);
  CAF_CHECK(crm.parked_at != 0);
}

CAF_TEST(leads that nobody wants make no delivery) {
  options.webhooks[0].statuses = {lead_status::failed};
  start();
  save(1, 5);
  pass(2s);
  CAF_CHECK(receiver->sent.empty());
  CAF_CHECK(deliveries().empty());
  CAF_CHECK(test::need(options.reader->destinations()).empty());
}

CAF_TEST(who was erased is not in the next try) {
  start();
  save(1, 2);
  pass(2s);
  CAF_CHECK(holds(0, "key-0"));
  test::need(commit(erase_leads{test::id_of(1), {0}}));
  answer(500);
  pass(1h);
  CAF_REQUIRE_EQUAL(receiver->sent.size(), 2u);
  CAF_CHECK(!holds(1, "key-0") && holds(1, "key-1"));
  CAF_CHECK_EQUAL(receiver->header_of(1, "webhook-id"),
                  receiver->header_of(0, "webhook-id"));
}

CAF_TEST(a batch of which everybody was erased is not sent any more) {
  start();
  save(1, 1);
  pass(2s);
  test::need(commit(erase_leads{test::id_of(1), {0}}));
  answer(500);
  pass(1h);
  CAF_CHECK_EQUAL(receiver->sent.size(), 1u);
  CAF_CHECK(deliveries().at(0).state == delivery_state::dead);
}

CAF_TEST(a bounded number of requests is under way over all) {
  auto second = options.webhooks[0];
  second.name = "second";
  options.webhooks.push_back(second);
  options.max_sending = 1;
  memory_store both{{{"crm", {event_kind::leads_saved}, false, true},
                     {"second", {event_kind::leads_saved}, false, true}}};
  options.reader = both.make_reader();
  // The store actor of the fixture writes to `store`; this test needs `both`.
  caf::anon_send_exit(options.store, caf::exit_reason::kill);
  options.store = caf::actor_cast<status_store_actor>(
      sys.spawn([&](caf::event_based_actor*) -> caf::behavior {
        return {[&](const outbox_change& what) {
          return test::need(test::need(both.writer().commit({what}, now))[0]);
        }};
      }));
  auto what = test::draft(1, 2);
  test::need(
      both.writer().commit({accept_job{what}, begin_attempt{what.id, 0, "here"},
                            save_leads{{what.id, 1}, test::leads(0, 2)}},
                           now));
  start();
  pass(3s);
  CAF_CHECK_EQUAL(receiver->sent.size(), 1u);
  answer(200);
  CAF_CHECK_EQUAL(receiver->sent.size(), 2u);
  answer(200);
  CAF_CHECK_EQUAL(deliveries().size(), 2u);
  stop();
}

CAF_TEST(leads go out though the clock was set back) {
  for (auto wait : {0ms, 2'000ms}) {
    options.webhooks[0].batch_age = wait;
    start();
    auto sent = receiver->sent.size();
    auto number = sent + 1;
    auto what = test::draft(number, 1);
    test::need(commit(accept_job{what}));
    test::need(commit(begin_attempt{what.id, 0, "here"}));
    test::need(commit(save_leads{{what.id, 1}, test::leads(0, 1)}));
    now -= 3'600'000;
    news();
    CAF_CHECK_EQUAL(receiver->sent.size(), sent + 1);
    answer(200);
    stop();
  }
}

CAF_TEST(a destination that may be private has a client of its own) {
  options.webhooks[0].allow_private = true;
  start();
  save(1, 1);
  pass(2s);
  CAF_CHECK(receiver->sent.empty());
  CAF_CHECK_EQUAL(private_receiver->sent.size(), 1u);
}

CAF_TEST_FIXTURE_SCOPE_END()
