// Every store is held to what store/job_store.hpp promises of removing jobs.
#define CAF_SUITE store_conformance_removal
#include <caf/test/unit_test.hpp>

#include "tests/store/stores.hpp"

using namespace leadmill;
using namespace leadmill::test;

namespace {

using ids = std::vector<std::string>;

void cancel(store_under_test& store, std::uint64_t number, unix_ms when) {
  auto what = draft(number, 3);
  what.tags = {"red"};
  what.metadata = R"({"note":"secret"})";
  store.done(accept_job{what});
  store.done(cancel_job{what.id}, when);
}

} // namespace

CAF_TEST(what ended before a time is removed in the order of acceptance) {
  with_each_store([](store_under_test& store) {
    cancel(store, 1, noon + 30);
    cancel(store, 2, noon + 50);
    cancel(store, 3, noon + 10);
    store.done(accept_job{draft(4, 1)});
    auto seq = need(store.reader()->last_seq());
    auto gone = need(store.writer().remove_ended(noon + 50, noon + 60));
    CAF_REQUIRE_EQUAL(gone.size(), 2u);
    CAF_CHECK(gone.at(0) == (removed_job{id_of(1), seq + 1}));
    CAF_CHECK(gone.at(1) == (removed_job{id_of(3), seq + 2}));
    CAF_CHECK_EQUAL(need(store.reader()->last_seq()), seq + 2);
    CAF_CHECK(store.remove(noon + 50).empty());
    CAF_CHECK_EQUAL(need(store.reader()->last_seq()), seq + 2);
    store.reopen();
    CAF_CHECK_EQUAL(store.done(cancel_job{id_of(4)}).seq, seq + 3);
  });
}

CAF_TEST(nobody finds a removed job whether it was purged or not) {
  with_each_store([](store_under_test& store) {
    auto attempt = run_through(store, 1, 600);
    cancel(store, 2, noon);
    auto stays = store.done(accept_job{draft(3, 1)});
    CAF_CHECK_EQUAL(store.remove(noon + 1).size(), 2u);
    auto look = [&] {
      auto reader = store.reader();
      result_query results;
      results.job = attempt.job;
      for (const auto& id : {id_of(1), id_of(2), std::string{"removed-1"}}) {
        CAF_CHECK(code_of(reader->find(id)) == errc::not_found);
        CAF_CHECK(code_of(reader->history(id)) == errc::not_found);
        results.job = id;
        CAF_CHECK(code_of(reader->open_results(results)) == errc::not_found);
        CAF_CHECK(code_of(store.apply(cancel_job{id})) == errc::not_found);
        CAF_CHECK(code_of(store.apply(retry_job{id})) == errc::not_found);
        CAF_CHECK(code_of(store.apply(erase_leads{id, {0}}))
                  == errc::not_found);
      }
      CAF_CHECK(code_of(reader->pull({attempt, 0, 1})) == errc::not_found);
      CAF_CHECK(code_of(reader->checkpoint({attempt, 0, 1}))
                == errc::not_found);
      CAF_CHECK(need(reader->recently_ended(9)).empty());
      CAF_CHECK(need(reader->open_jobs()) == std::vector<job>{stays});
      for (auto set : {+[](job_query&) {}, +[](job_query& q) { q.from = 1; },
                       +[](job_query& q) { q.text = "enrichment"; }}) {
        job_query query;
        set(query);
        CAF_CHECK(need(reader->list(query)).jobs == std::vector<job>{stays});
      }
      job_query query;
      query.tag = "red";
      CAF_CHECK(need(reader->list(query)).jobs.empty());
      query.tag.clear();
      query.text = "secret";
      CAF_CHECK(need(reader->list(query)).jobs.empty());
      query.text.clear();
      query.status = job_status::cancelled;
      CAF_CHECK(need(reader->list(query)).jobs.empty());
      CAF_CHECK(need(reader->find_lead("key-1")).empty());
      CAF_CHECK_EQUAL(need(reader->unworked(0, 0, 9)).rows.size(), 1u);
      auto stats = need(reader->stats(noon)).types.at(0);
      CAF_CHECK_EQUAL(stats.leads.saved, 0u);
      CAF_CHECK_EQUAL(stats.running.count, 0u);
    };
    look();
    store.reopen();
    look();
    need(store.writer().purge(10, noon));
    look();
    store.purge();
    look();
  });
}

CAF_TEST(an id is free once its job was removed) {
  with_each_store([](store_under_test& store) {
    cancel(store, 1, noon);
    store.remove(noon + 1);
    auto again = store.done(accept_job{draft(1, 5)});
    CAF_CHECK_EQUAL(again.progress.total, 5u);
    store.purge();
    CAF_CHECK(need(store.reader()->find(id_of(1))) == again);
    store.done(begin_attempt{id_of(1), 0, "x"});
    CAF_CHECK_EQUAL(
        need(store.reader()->pull({{id_of(1), 1}, 0, 9})).rows.size(), 5u);
    CAF_CHECK(code_of(store.apply(accept_job{draft(1, 5)})) == errc::conflict);
  });
}

CAF_TEST(what a waiting job waits for stays) {
  with_each_store([](store_under_test& store) {
    cancel(store, 1, noon);
    run_through(store, 2, 1);
    store.done(accept_job{draft(4, 1)});
    auto what = draft(3, 1);
    what.after = id_of(4);
    what.policy = after_policy::always;
    store.done(accept_job{what});
    store.done(cancel_job{id_of(4)});
    CAF_CHECK(store.remove(noon + 1) == (ids{id_of(1), id_of(2)}));
    store.done(release_job{id_of(3)});
    CAF_CHECK(store.remove(noon + 1) == ids{id_of(4)});
    CAF_CHECK(need(store.reader()->find(id_of(3))).phase == job_phase::queued);
  });
}

CAF_TEST(a child may be accepted after a removed job but not wait for it) {
  with_each_store([](store_under_test& store) {
    run_through(store, 1, 1);
    store.remove(noon + 1);
    auto what = draft(2, 1);
    what.after = id_of(1);
    CAF_CHECK(code_of(store.apply(accept_job{what})) == errc::not_found);
  });
}

CAF_TEST(a job that was retried and ended again is judged by its last end) {
  with_each_store([](store_under_test& store) {
    cancel(store, 1, noon);
    store.done(retry_job{id_of(1)}, noon + 1);
    CAF_CHECK(store.remove(noon + 9).empty());
    store.done(cancel_job{id_of(1)}, noon + 20);
    CAF_CHECK(store.remove(noon + 20).empty());
    CAF_CHECK(store.remove(noon + 21) == ids{id_of(1)});
  });
}

CAF_TEST(purging what nobody removed takes nothing away) {
  with_each_store([](store_under_test& store) {
    auto attempt = run_through(store, 1, 9);
    auto open = start(store, 2, 9);
    auto before = need(store.reader()->find(attempt.job));
    store.purge(1, noon + 10 * keep_keys_ms);
    CAF_CHECK(need(store.reader()->find(attempt.job)) == before);
    result_query query;
    query.job = attempt.job;
    auto reader = store.reader();
    CAF_CHECK_EQUAL(
        need(need(reader->open_results(query))->next(99)).leads.size(), 9u);
    CAF_CHECK_EQUAL(need(reader->pull({open, 0, 99})).rows.size(), 9u);
  });
}

CAF_TEST(what an open page reads may be removed and purged behind it) {
  with_each_store([](store_under_test& store) {
    auto attempt = run_through(store, 1, 900);
    result_query query;
    query.job = attempt.job;
    auto cursor = need(store.reader()->open_results(query));
    CAF_CHECK_EQUAL(need(cursor->next(10)).leads.size(), 10u);
    store.remove(noon + 1);
    store.purge(50);
    CAF_CHECK(need(cursor->next(1000)).leads == leads(10, 890));
  });
}

CAF_TEST(removals are remembered for a week) {
  constexpr unix_ms week = unix_ms{7} * 24 * 60 * 60 * 1000;
  with_each_store([](store_under_test& store) {
    auto marks = [&](std::uint32_t limit) {
      return need(store.reader()->removals(limit));
    };
    CAF_CHECK(marks(9) == removal_marks{});
    cancel(store, 1, noon);
    auto first = need(store.writer().remove_ended(noon + 1, noon + 1));
    cancel(store, 2, noon);
    cancel(store, 3, noon);
    auto others = need(store.writer().remove_ended(noon + 1, noon + 500));
    auto all = first;
    all.insert(all.end(), others.begin(), others.end());
    need(store.writer().purge(1'000, noon + 1 + week));
    store.reopen();
    CAF_CHECK(marks(3) == (removal_marks{all, 0}));
    CAF_CHECK(marks(2) == (removal_marks{others, first[0].seq}));
    CAF_CHECK(marks(0) == (removal_marks{{}, others[1].seq}));
    need(store.writer().purge(1'000, noon + 2 + week));
    store.reopen();
    CAF_CHECK(marks(3) == (removal_marks{others, first[0].seq}));
    need(store.writer().purge(1'000, noon + 501 + week));
    CAF_CHECK(marks(3) == (removal_marks{{}, others[1].seq}));
  });
}

CAF_TEST(marks of removal that are forgotten bit by bit are all noted) {
  constexpr unix_ms week = unix_ms{7} * 24 * 60 * 60 * 1000;
  with_each_store([](store_under_test& store) {
    for (std::uint64_t n = 1; n <= 20; ++n)
      cancel(store, n, noon);
    auto gone = need(store.writer().remove_ended(noon + 1, noon + 1));
    store.purge();
    for (int i = 0; i < 30; ++i) {
      need(store.writer().purge(1, noon + 2 + week));
      auto left = need(store.reader()->removals(99));
      auto forgotten = gone.size() - left.jobs.size();
      CAF_CHECK_EQUAL(left.forgotten_seq,
                      forgotten == 0 ? 0 : gone[forgotten - 1].seq);
    }
    CAF_CHECK(need(store.reader()->removals(99)).jobs.empty());
  });
}
