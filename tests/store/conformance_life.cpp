// Every store is held to what store/job_store.hpp promises of a job's way from
// its acceptance to its end and back.
#define CAF_SUITE store_conformance_life
#include <caf/test/unit_test.hpp>

#include "tests/store/stores.hpp"

using namespace leadmill;
using namespace leadmill::test;

namespace {

result_query all_of(const std::string& id) {
  result_query out;
  out.job = id;
  return out;
}

std::vector<lead_result> results(store_under_test& store,
                                 const result_query& query) {
  auto reader = store.reader();
  auto cursor = need(reader->open_results(query));
  return need(cursor->next(10000)).leads;
}

end_attempt failed(const attempt_ref& attempt, unix_ms retry_at = 0) {
  return {attempt, attempt_end::failed, "It broke", "broken", retry_at};
}

} // namespace

CAF_TEST(everything that a job was asked for is kept and found again) {
  with_each_store([](store_under_test& store) {
    store.done(accept_job{draft(1, 1)});
    auto what = draft(2, 3);
    what.priority = job_priority::high;
    what.delay_s = 90;
    what.timeout_s = 7;
    what.after = id_of(1);
    what.policy = after_policy::always;
    auto accepted = store.done(accept_job{what});
    CAF_CHECK(accepted.priority == job_priority::high);
    CAF_CHECK_EQUAL(accepted.run_at, noon + 90'000);
    CAF_CHECK_EQUAL(accepted.timeout_s, 7u);
    CAF_CHECK_EQUAL(accepted.after, id_of(1));
    CAF_CHECK(accepted.policy == after_policy::always);
    CAF_CHECK(accepted.phase == job_phase::waiting);
    store.reopen();
    CAF_CHECK(need(store.reader()->find(what.id)) == accepted);
  });
}

CAF_TEST(a job with a start time is scheduled until it is due) {
  with_each_store([](store_under_test& store) {
    auto what = draft(1, 1);
    what.run_at = noon + 500;
    auto state = store.done(accept_job{what});
    CAF_CHECK(state.phase == job_phase::scheduled);
    CAF_CHECK_EQUAL(state.run_at, noon + 500);
    CAF_CHECK(code_of(store.apply(begin_attempt{what.id, 0, "x"}))
              == errc::conflict);
    store.reopen();
    state = store.done(queue_job{what.id}, noon + 501);
    CAF_CHECK(state.phase == job_phase::queued);
    CAF_CHECK_EQUAL(state.run_at, 0);
    CAF_CHECK(code_of(store.apply(queue_job{what.id})) == errc::conflict);
    CAF_CHECK(code_of(store.apply(queue_job{id_of(9)})) == errc::not_found);
    CAF_CHECK(store.apply(begin_attempt{what.id, 0, "x"}).has_value());
  });
}

CAF_TEST(a start time that has passed holds nothing up) {
  with_each_store([](store_under_test& store) {
    auto what = draft(1, 1);
    what.run_at = noon - 1;
    auto state = store.done(accept_job{what});
    CAF_CHECK(state.phase == job_phase::queued);
    CAF_CHECK_EQUAL(state.run_at, 0);
  });
}

CAF_TEST(an attempt that failed is tried again at its time) {
  with_each_store([](store_under_test& store) {
    auto attempt = start(store, 1, 2);
    auto state = store.done(failed(attempt, noon + 70));
    CAF_CHECK(state.phase == job_phase::retrying);
    CAF_CHECK_EQUAL(state.run_at, noon + 70);
    CAF_CHECK_EQUAL(state.failures, 1u);
    CAF_CHECK_EQUAL(state.node, "");
    store.reopen();
    CAF_CHECK(need(store.reader()->find(attempt.job)) == state);
    CAF_CHECK(code_of(store.apply(begin_attempt{attempt.job, 1, "x"}))
              == errc::conflict);
    CAF_CHECK(store.done(queue_job{attempt.job}).phase == job_phase::queued);
    state = store.done(begin_attempt{attempt.job, 1, "x"}, noon + 75);
    CAF_CHECK_EQUAL(state.attempt, 2u);
    CAF_CHECK_EQUAL(state.started_at, noon);
  });
}

CAF_TEST(the time of a job runs from its first start and not beyond its end) {
  with_each_store([](store_under_test& store) {
    auto what = draft(1, 1);
    what.timeout_s = 60;
    CAF_CHECK_EQUAL(store.done(accept_job{what}).deadline_at, 0);
    auto at = store.done(begin_attempt{what.id, 0, "x"}, noon + 10);
    CAF_CHECK_EQUAL(at.deadline_at, noon + 60'010);
    store.done(end_of({what.id, 1}, attempt_end::released), noon + 20);
    at = store.done(begin_attempt{what.id, 1, "x"}, noon + 30);
    CAF_CHECK_EQUAL(at.deadline_at, noon + 60'010);
    store.reopen();
    CAF_CHECK_EQUAL(need(store.reader()->find(what.id)).deadline_at,
                    noon + 60'010);
    auto end = store.done(
        end_attempt{{what.id, 2}, attempt_end::given_up, "Late", "timed_out"});
    CAF_CHECK(end.phase == job_phase::failed);
    CAF_CHECK_EQUAL(end.code, "timed_out");
    CAF_CHECK_EQUAL(end.deadline_at, 0);
    CAF_CHECK_EQUAL(end.failures, 0u);
    CAF_CHECK_EQUAL(store.done(retry_job{what.id}).deadline_at, 0);
    at = store.done(begin_attempt{what.id, 2, "x"}, noon + 90);
    CAF_CHECK_EQUAL(at.deadline_at, noon + 60'090);
    CAF_CHECK_EQUAL(at.started_at, noon + 10);
  });
}

CAF_TEST(a job that dies three times without a saved row is quarantined) {
  with_each_store([](store_under_test& store) {
    store.done(accept_job{draft(1, 9)});
    auto id = id_of(1);
    auto die = [&](std::uint32_t number, std::uint32_t rows) {
      store.done(begin_attempt{id, number - 1, "x"});
      if (rows != 0)
        store.done(save_leads{{id, number}, leads(rows - 1, 1)});
      store.reopen();
      return store.done(end_of({id, number}, attempt_end::died));
    };
    CAF_CHECK_EQUAL(die(1, 0).deaths, 1u);
    CAF_CHECK_EQUAL(die(2, 0).deaths, 2u);
    // A row, and what came before does not count any more.
    CAF_CHECK_EQUAL(die(3, 1).deaths, 0u);
    // The same row again is none.
    CAF_CHECK_EQUAL(die(4, 1).deaths, 1u);
    CAF_CHECK_EQUAL(die(5, 0).deaths, 2u);
    auto end = die(6, 0);
    CAF_CHECK(end.phase == job_phase::failed);
    CAF_CHECK_EQUAL(end.code, "quarantined");
    CAF_CHECK_EQUAL(end.failures, 0u);
    auto again = store.done(retry_job{id});
    CAF_CHECK_EQUAL(again.deaths, 0u);
    CAF_CHECK_EQUAL(again.counts.saved, 1u);
  });
}

CAF_TEST(a retry by hand does what failed again and keeps the rest) {
  with_each_store([](store_under_test& store) {
    auto attempt = start(store, 1, 5);
    store.done(save_leads{attempt,
                          {lead(3, lead_status::failed), lead(0),
                           lead(1, lead_status::filtered),
                           lead(2, lead_status::failed), lead(4)}});
    store.done(end_of(attempt, attempt_end::completed), noon + 5);
    auto again = store.done(retry_job{attempt.job}, noon + 9);
    CAF_CHECK(again.phase == job_phase::queued);
    CAF_CHECK(again.counts == (job_counts{2, 1, 0}));
    CAF_CHECK(again.progress == (job_progress{3, 5}));
    CAF_CHECK_EQUAL(again.completed_at, 0);
    auto query = all_of(attempt.job);
    CAF_CHECK(rows_of(results(store, query))
              == (std::vector<std::uint32_t>{0, 1, 4}));
    store.done(begin_attempt{attempt.job, 1, "x"});
    attempt_ref second{attempt.job, 2};
    auto done = need(store.reader()->checkpoint({second, 0, 9})).leads;
    CAF_CHECK(rows_of(done) == (std::vector<std::uint32_t>{0, 1, 4}));
    auto end = store.done(save_leads{second, leads(0, 5)});
    CAF_CHECK(end.counts == (job_counts{4, 1, 0}));
    // Who followed sees the new ones as new.
    query.since = 5;
    CAF_CHECK(rows_of(results(store, query))
              == (std::vector<std::uint32_t>{2, 3}));
    CAF_CHECK(store.apply(end_of(second, attempt_end::completed)).has_value());
  });
}

CAF_TEST(a retry by hand forgets the failures and the error) {
  with_each_store([](store_under_test& store) {
    auto what = draft(1, 2);
    what.max_attempts = 1;
    store.done(accept_job{what});
    store.done(begin_attempt{what.id, 0, "x"});
    store.done(save_leads{{what.id, 1}, leads(0, 1)});
    auto end = store.done(failed({what.id, 1}));
    CAF_CHECK(end.phase == job_phase::failed);
    auto again = store.done(retry_job{what.id});
    CAF_CHECK(again.phase == job_phase::queued);
    CAF_CHECK_EQUAL(again.failures, 0u);
    CAF_CHECK_EQUAL(again.error, "");
    CAF_CHECK_EQUAL(again.code, "");
    CAF_CHECK_EQUAL(again.attempt, 1u);
    CAF_CHECK_EQUAL(again.progress.current, 1u);
    store.reopen();
    CAF_CHECK(need(store.reader()->find(what.id)) == again);
    CAF_CHECK_EQUAL(need(store.reader()->open_jobs()).size(), 1u);
    // The attempt of before is still not the current one.
    store.done(begin_attempt{what.id, 1, "x"});
    CAF_CHECK(code_of(store.apply(save_leads{{what.id, 1}, leads(1, 1)}))
              == errc::stale);
  });
}

CAF_TEST(only what has ended badly or in part is retried by hand) {
  with_each_store([](store_under_test& store) {
    auto attempt = run_through(store, 1, 2);
    CAF_CHECK(code_of(store.apply(retry_job{attempt.job})) == errc::conflict);
    store.done(accept_job{draft(2, 2)});
    CAF_CHECK(code_of(store.apply(retry_job{id_of(2)})) == errc::conflict);
    store.done(cancel_job{id_of(2)});
    CAF_CHECK(store.done(retry_job{id_of(2)}).phase == job_phase::queued);
    store.done(begin_attempt{id_of(2), 0, "x"});
    CAF_CHECK(code_of(store.apply(retry_job{id_of(2)})) == errc::conflict);
    store.done(cancel_job{id_of(2)});
    CAF_CHECK(code_of(store.apply(retry_job{id_of(2)})) == errc::conflict);
    CAF_CHECK(code_of(store.apply(retry_job{id_of(9)})) == errc::not_found);
  });
}
