// Every store is held to what store/job_store.hpp and messages/changes.hpp
// promise of deliveries.
#define CAF_SUITE store_conformance_deliveries
#include <caf/test/unit_test.hpp>

#include "tests/store/outboxes.hpp"
#include "tests/support/copy.hpp"

using namespace leadmill;
using namespace leadmill::test;

namespace {

template <class F>
void with_destinations(F f) {
  with_each_store(f, four_routes());
}

/// Job 1 with `rows` saved rows, still running.
attempt_ref with_saved_rows(store_under_test& store, std::uint32_t rows) {
  auto attempt = start(store, 1, rows + 3);
  store.done(save_leads{attempt, leads(0, rows)});
  return attempt;
}

delivery only_one(store_under_test& store, const delivery_filter& filter) {
  auto page = need(store.reader()->deliveries({filter, 50, {}}));
  CAF_REQUIRE_EQUAL(page.deliveries.size(), 1u);
  return page.deliveries[0];
}

std::string ids(store_under_test& store, delivery_filter filter) {
  std::string out;
  for (const auto& one :
       need(store.reader()->deliveries({std::move(filter), 50, {}})).deliveries)
    out += (out.empty() ? "" : " ") + one.id;
  return out;
}

} // namespace

CAF_TEST(a delivery is made of the entries and takes them) {
  with_destinations([](store_under_test& store) {
    with_saved_rows(store, 3);
    compose(store, "crm", "a", 2);
    store.reopen();
    auto made = need(store.reader()->open_delivery_of("crm"));
    CAF_REQUIRE(made);
    CAF_CHECK_EQUAL(made->id, "a");
    CAF_CHECK_EQUAL(made->body, "body of a");
    CAF_CHECK_EQUAL(made->tries, 0u);
    CAF_CHECK_EQUAL(names_of(pending(store, "crm").leads), "1/2");
    auto shown = only_one(store, {});
    CAF_CHECK_EQUAL(shown.leads, 2u);
    CAF_CHECK(shown.state == delivery_state::sending);
    CAF_CHECK(shown.jobs == std::vector<std::string>{id_of(1)});
    CAF_CHECK(shown.attempts.empty());
  });
}

CAF_TEST(one delivery at a time is sent to a destination) {
  with_destinations([](store_under_test& store) {
    with_saved_rows(store, 3);
    compose(store, "crm", "a", 1);
    auto next = composing("crm", "b", pending(store, "crm", 1));
    CAF_CHECK(code_of(store.apply(outbox_change{next})) == errc::conflict);
    store.done(outbox_change{delivered("a")});
    store.done(outbox_change{next});
    CAF_CHECK_EQUAL(open_at(store, "crm"), "b");
    store.done(outbox_change{delivered("b")});
    // The same entries make no second delivery, nor does a known id.
    next.id = "c";
    CAF_CHECK(code_of(store.apply(outbox_change{next})) == errc::conflict);
    auto last = composing("crm", "b", pending(store, "crm", 1));
    CAF_CHECK(code_of(store.apply(outbox_change{last})) == errc::conflict);
    CAF_CHECK_EQUAL(names_of(pending(store, "crm").leads), "1/2");
  });
}

CAF_TEST(what came of each try is kept) {
  with_destinations([](store_under_test& store) {
    with_saved_rows(store, 1);
    compose(store, "crm", "a");
    store.done(outbox_change{note_delivery{"a",
                                           {noon + 1, 7, 0, "unreachable", {}},
                                           delivery_state::sending,
                                           noon + 500,
                                           {}}});
    store.done(outbox_change{note_delivery{"a",
                                           {noon + 500, 9, 503, {}, "busy"},
                                           delivery_state::sending,
                                           noon + 900,
                                           {}}});
    auto at = need(store.reader()->open_delivery_of("crm")).value();
    CAF_CHECK_EQUAL(at.tries, 2u);
    CAF_CHECK_EQUAL(at.first_try_at, noon + 1);
    CAF_CHECK_EQUAL(at.next_at, noon + 900);
    store.done(outbox_change{delivered("a", noon + 900)}, noon + 912);
    store.reopen();
    auto shown = only_one(store, {});
    CAF_REQUIRE_EQUAL(shown.attempts.size(), 3u);
    CAF_CHECK_EQUAL(shown.attempts[0].error, "unreachable");
    CAF_CHECK_EQUAL(shown.attempts[1].answer, "busy");
    CAF_CHECK_EQUAL(shown.attempts[2].status, 200);
    CAF_CHECK(shown.state == delivery_state::delivered);
    CAF_CHECK_EQUAL(shown.ended_at, noon + 912);
    CAF_CHECK_EQUAL(shown.next_at, 0);
    CAF_CHECK(code_of(store.apply(outbox_change{delivered("z")}))
              == errc::not_found);
  });
}

CAF_TEST(a dead one makes way and may be replayed) {
  with_destinations([](store_under_test& store) {
    with_saved_rows(store, 2);
    compose(store, "crm", "a", 1);
    auto dead = delivered("a");
    dead.state = delivery_state::dead;
    dead.attempt.status = 400;
    store.done(outbox_change{dead});
    CAF_CHECK_EQUAL(open_at(store, "crm"), "");
    compose(store, "crm", "b", 1);
    store.done(outbox_change{replay_deliveries{{"a", "b", "nothing"}}});
    // What is being sent goes first.
    CAF_CHECK_EQUAL(open_at(store, "crm"), "b");
    store.done(outbox_change{delivered("b")});
    auto again = need(store.reader()->open_delivery_of("crm")).value();
    CAF_CHECK_EQUAL(again.id, "a");
    CAF_CHECK_EQUAL(again.body, "body of a");
    CAF_CHECK_EQUAL(again.tries, 0u);
    CAF_CHECK_EQUAL(again.first_try_at, 0);
    store.done(outbox_change{delivered("a")});
    CAF_CHECK_EQUAL(only_one(store, {"a", {}, {}, {}, {}}).attempts.size(), 2u);
  });
}

CAF_TEST(a destination that is stopped keeps what waits for it) {
  with_destinations([](store_under_test& store) {
    with_saved_rows(store, 2);
    compose(store, "crm", "a", 1);
    auto gone = delivered("a");
    gone.state = delivery_state::sending;
    gone.attempt.status = 410;
    gone.park = "It answered 410";
    store.done(outbox_change{gone}, noon + 3);
    store.reopen();
    auto crm = need(store.reader()->destinations()).at(0);
    CAF_CHECK_EQUAL(crm.parked_at, noon + 3);
    CAF_CHECK_EQUAL(crm.reason, "It answered 410");
    CAF_CHECK_EQUAL(crm.entries, 1u);
    CAF_CHECK_EQUAL(crm.open, 1u);
    store.done(outbox_change{resume_destination{"crm"}});
    CAF_CHECK_EQUAL(copy(need(store.reader()->destinations()).at(0).parked_at),
                    0);
  });
}

CAF_TEST(after an erasure no body holds the person) {
  with_destinations([](store_under_test& store) {
    with_saved_rows(store, 3);
    compose(store, "crm", "a", 2);
    store.done(outbox_change{
        note_delivery{"a",
                      {noon, 1, 500, {}, "Ada Example is unknown"},
                      delivery_state::sending,
                      0,
                      {}}});
    auto late = pending(store, "crm");
    store.done(erase_leads{id_of(1), {0}});
    CAF_CHECK(need(store.reader()->open_delivery_of("crm"))->body.empty());
    CAF_CHECK_EQUAL(copy(only_one(store, {}).attempts.at(0).answer), "");
    // What was read before is not kept after it.
    CAF_CHECK(code_of(store.apply(outbox_change{
                  recompose_delivery{"a", "old", 2, late.erasures}}))
              == errc::conflict);
    auto left =
        need(store.reader()->leads_of_delivery("a", {lead_status::saved}));
    CAF_CHECK_EQUAL(names_of(left.leads), "1/1");
    store.done(outbox_change{recompose_delivery{"a", "new", 1, left.erasures}});
    auto again = need(store.reader()->open_delivery_of("crm")).value();
    CAF_CHECK_EQUAL(again.body, "new");
    CAF_CHECK_EQUAL(again.tries, 1u);
    CAF_CHECK_EQUAL(only_one(store, {}).leads, 1u);
    CAF_CHECK(code_of(store.apply(outbox_change{
                  recompose_delivery{"a", "newer", 1, left.erasures}}))
              == errc::conflict);
    store.done(outbox_change{delivered("a")});
    CAF_CHECK(code_of(store.apply(outbox_change{composing("crm", "b", late)}))
              == errc::conflict);
    store.done(erase_leads{id_of(1), {2}});
    CAF_CHECK(pending(store, "crm").leads.empty());
    CAF_CHECK(
        code_of(store.reader()->leads_of_delivery("b", {lead_status::saved}))
        == errc::not_found);
  });
}

CAF_TEST(a job that is on its way is not cleaned up) {
  with_destinations([](store_under_test& store) {
    run_through(store, 1, 1);
    CAF_CHECK(store.remove(noon + 1).empty());
    drain(store, "crm");
    drain(store, "news");
    CAF_CHECK(store.remove(noon + 1).empty());
    compose(store, "sheet", "s");
    CAF_CHECK(store.remove(noon + 1).empty());
    store.done(outbox_change{delivered("s")});
    drain(store, "sheet");
    CAF_CHECK_EQUAL(store.remove(noon + 1).size(), 1u);
    // Its leads went with it, so there is nothing left to replay.
    store.done(outbox_change{replay_deliveries{{"s"}}});
    CAF_CHECK(need(store.reader()->open_delivery_of("sheet"))->body.empty());
    CAF_CHECK(need(store.reader()->leads_of_delivery("s", {lead_status::saved}))
                  .leads.empty());
    store.purge();
    CAF_CHECK_EQUAL(only_one(store, {"s", {}, {}, {}, {}}).jobs.size(), 1u);
  });
}

CAF_TEST(what ended long ago is forgotten) {
  with_destinations([](store_under_test& store) {
    constexpr unix_ms day = 24 * 3'600'000;
    with_saved_rows(store, 3);
    compose(store, "crm", "good", 1);
    store.done(outbox_change{delivered("good")});
    compose(store, "crm", "bad", 1);
    auto dead = delivered("bad");
    dead.state = delivery_state::dead;
    store.done(outbox_change{dead});
    compose(store, "crm", "open", 1);
    store.purge(1000, noon + 6 * day);
    CAF_CHECK_EQUAL(ids(store, {}), "open bad good");
    store.purge(1000, noon + 8 * day);
    CAF_CHECK_EQUAL(ids(store, {}), "open bad");
    store.purge(1000, noon + 31 * day);
    CAF_CHECK_EQUAL(ids(store, {}), "open");
  });
}

CAF_TEST(deliveries are found by all that is known of them) {
  with_destinations([](store_under_test& store) {
    run_through(store, 1, 1);
    run_through(store, 2, 1);
    compose(store, "crm", "a", 1);
    store.done(outbox_change{delivered("a")});
    compose(store, "crm", "b", 1);
    compose(store, "news", "c");
    CAF_CHECK_EQUAL(ids(store, {}), "c b a");
    CAF_CHECK_EQUAL(ids(store, {{}, "crm", {}, {}, {}}), "b a");
    CAF_CHECK_EQUAL(ids(store, {{}, {}, id_of(1), {}, {}}), "c a");
    CAF_CHECK_EQUAL(ids(store, {{}, "crm", {}, delivery_state::delivered, {}}),
                    "a");
    CAF_CHECK_EQUAL(ids(store, {{}, {}, {}, {}, event_kind::job_started}), "c");
    CAF_CHECK_EQUAL(ids(store, {"b", {}, {}, {}, {}}), "b");
    CAF_CHECK_EQUAL(ids(store, {"b", "news", {}, {}, {}}), "");
  });
}

CAF_TEST(deliveries come in pages) {
  with_destinations([](store_under_test& store) {
    with_saved_rows(store, 5);
    std::string seen;
    for (const char* id : {"a", "b", "c", "d", "e"}) {
      compose(store, "crm", id, 1);
      store.done(outbox_change{delivered(id)});
    }
    std::string cursor;
    for (int page = 0; page < 3; ++page) {
      auto part = need(store.reader()->deliveries({{}, 2, cursor}));
      for (const auto& one : part.deliveries)
        seen += one.id;
      cursor = part.next_cursor;
      seen += cursor.empty() ? "." : "|";
    }
    CAF_CHECK_EQUAL(seen, "ed|cb|a.");
    for (const char* bad : {"x", "-1", "0", "1x", "99999999999999999999"})
      CAF_CHECK(code_of(store.reader()->deliveries({{}, 2, bad}))
                == errc::invalid_argument);
    CAF_CHECK(code_of(store.reader()->deliveries({{}, 0, {}}))
              == errc::invalid_argument);
  });
}
