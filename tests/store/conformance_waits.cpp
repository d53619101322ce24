// Every store is held to what store/job_store.hpp promises of jobs that wait
// for others.
#define CAF_SUITE store_conformance_waits
#include <caf/test/unit_test.hpp>

#include <functional>

#include "tests/store/stores.hpp"

using namespace leadmill;
using namespace leadmill::test;

namespace {

job_draft child(std::uint64_t number, std::uint64_t parent,
                after_policy policy = after_policy::success) {
  auto out = draft(number, 1);
  out.after = id_of(parent);
  out.policy = policy;
  return out;
}

/// A child without rows of its own.
job_draft taker(std::uint64_t number, std::uint64_t parent) {
  auto out = child(number, parent);
  out.takes_rows = true;
  out.headers.clear();
  out.rows.clear();
  return out;
}

using ending = std::function<void(store_under_test&, const attempt_ref&)>;

void complete(store_under_test& store, const attempt_ref& attempt) {
  store.done(save_leads{attempt, leads(0, 1)});
  store.done(end_of(attempt, attempt_end::completed));
}

void give_up(store_under_test& store, const attempt_ref& attempt) {
  store.done(end_attempt{attempt, attempt_end::given_up, "It broke", "broken"});
}

void cancel(store_under_test& store, const attempt_ref& attempt) {
  store.done(cancel_job{attempt.job});
  store.done(end_of(attempt, attempt_end::cancelled));
}

} // namespace

CAF_TEST(a child waits while its parent is open and then goes as asked) {
  for (auto policy : all_after_policies)
    for (const ending& end :
         {ending{complete}, ending{give_up}, ending{cancel}})
      with_each_store([&](store_under_test& store) {
        auto attempt = start(store, 1, 1);
        auto waiting = store.done(accept_job{child(2, 1, policy)});
        CAF_CHECK(waiting.phase == job_phase::waiting);
        CAF_CHECK(store.done(release_job{id_of(2)}) == waiting);
        CAF_CHECK(code_of(store.apply(begin_attempt{id_of(2), 0, "x"}))
                  == errc::conflict);
        end(store, attempt);
        store.reopen();
        auto parent = need(store.reader()->find(id_of(1)));
        auto completed = parent.phase == job_phase::done;
        auto runs = policy == after_policy::always
                    || completed == (policy == after_policy::success);
        auto after = store.done(release_job{id_of(2)}, noon + 5);
        CAF_CHECK(after.phase
                  == (runs ? job_phase::queued : job_phase::skipped));
        CAF_CHECK_EQUAL(after.error.empty(), runs);
        CAF_CHECK_EQUAL(after.code, runs ? "" : "skipped");
        CAF_CHECK_EQUAL(after.completed_at, runs ? 0 : noon + 5);
        CAF_CHECK_EQUAL(after.seq, parent.seq + 1);
        CAF_CHECK(code_of(store.apply(release_job{id_of(2)}))
                  == errc::conflict);
      });
}

CAF_TEST(a child of what has ended is placed at once or refused) {
  with_each_store([](store_under_test& store) {
    run_through(store, 1, 1);
    CAF_CHECK(store.done(accept_job{child(2, 1)}).phase == job_phase::queued);
    CAF_CHECK(
        code_of(store.apply(accept_job{child(3, 1, after_policy::failure)}))
        == errc::conflict);
    CAF_CHECK(code_of(store.apply(accept_job{child(3, 9)})) == errc::not_found);
    CAF_CHECK(code_of(store.apply(accept_job{child(3, 3)}))
              == errc::invalid_argument);
    CAF_CHECK(code_of(store.reader()->find(id_of(3))) == errc::not_found);
    auto later = child(4, 1);
    later.delay_s = 1;
    CAF_CHECK(store.done(accept_job{later}).phase == job_phase::scheduled);
  });
}

CAF_TEST(a whole chain may come in one batch) {
  with_each_store([](store_under_test& store) {
    auto answers = store.commit(
        {accept_job{draft(1, 0)}, accept_job{child(2, 1)},
         accept_job{taker(3, 2)}, begin_attempt{id_of(1), 0, "x"},
         end_of({id_of(1), 1}, attempt_end::completed), release_job{id_of(2)},
         begin_attempt{id_of(2), 0, "x"}, save_leads{{id_of(2), 1}, {lead(0)}},
         end_of({id_of(2), 1}, attempt_end::completed), release_job{id_of(3)},
         begin_attempt{id_of(3), 0, "x"}});
    for (const auto& answer : answers)
      CAF_CHECK(answer.has_value());
    CAF_CHECK_EQUAL(need(answers.back()).progress.total, 1u);
    CAF_CHECK(inputs(store, {id_of(3), 1})
              == std::vector<std::string>{row_text(0)});
  });
}

CAF_TEST(a child takes over what its parent has found) {
  with_each_store([](store_under_test& store) {
    auto what = draft(1, 700);
    what.headers = {"n", "Zürich"};
    store.done(accept_job{what});
    auto waiting = store.done(accept_job{taker(2, 1)});
    CAF_CHECK(waiting.progress == job_progress{});
    store.done(begin_attempt{id_of(1), 0, "x"});
    // Saved out of order; every third is filtered, and some repeat others.
    std::vector<lead_result> found;
    std::vector<std::string> expected;
    for (std::uint32_t row = 0; row < 700; ++row) {
      auto l =
          lead(row, row % 3 == 1 ? lead_status::filtered : lead_status::saved);
      l.duplicate_of = row % 10 == 9 ? row - 1 : no_row;
      if (row % 3 != 1 && row % 10 != 9)
        expected.push_back(l.input);
      found.insert(found.begin(), std::move(l));
    }
    attempt_ref attempt{id_of(1), 1};
    store.done(save_leads{attempt, found});
    store.done(end_of(attempt, attempt_end::completed));
    auto ready = store.done(release_job{id_of(2)});
    CAF_CHECK(ready.phase == job_phase::queued);
    CAF_CHECK(ready.progress == (job_progress{0, 420}));
    CAF_CHECK_EQUAL(expected.size(), 420u);
    store.reopen();
    CAF_CHECK(need(store.reader()->find(id_of(2))) == ready);
    store.done(begin_attempt{id_of(2), 0, "x"});
    CAF_CHECK(inputs(store, {id_of(2), 1}) == expected);
    CAF_CHECK(headers_of(store, id_of(2)) == what.headers);
    CAF_CHECK(code_of(store.apply(save_leads{{id_of(2), 1}, {lead(420)}}))
              == errc::invalid_argument);
  });
}

CAF_TEST(rows are taken over at once from what has completed) {
  with_each_store([](store_under_test& store) {
    run_through(store, 1, 9);
    auto taken = store.done(accept_job{taker(2, 1)});
    // `lead` makes rows 7 and 8 repeat others.
    CAF_CHECK(taken.progress == (job_progress{0, 7}));
    auto nothing = start(store, 3, 0);
    store.done(end_of(nothing, attempt_end::completed));
    CAF_CHECK(store.done(accept_job{taker(4, 3)}).progress == job_progress{});
    store.done(begin_attempt{id_of(4), 0, "x"});
    CAF_CHECK(store.done(end_of({id_of(4), 1}, attempt_end::completed)).phase
              == job_phase::done);
  });
}

CAF_TEST(a draft that takes rows over and brings some is refused) {
  with_each_store([](store_under_test& store) {
    run_through(store, 1, 1);
    auto what = taker(2, 1);
    what.rows = {"{}"};
    CAF_CHECK(code_of(store.apply(accept_job{what})) == errc::invalid_argument);
    what = taker(2, 1);
    what.after.clear();
    CAF_CHECK(code_of(store.apply(accept_job{what})) == errc::invalid_argument);
  });
}

CAF_TEST(a child whose parent is gone is skipped) {
  with_each_store([](store_under_test& store) {
    store.done(accept_job{draft(1, 1)});
    store.done(accept_job{child(2, 1)});
    store.done(accept_job{child(3, 2)});
    store.done(cancel_job{id_of(1)});
    auto skipped = store.done(release_job{id_of(2)});
    CAF_CHECK(skipped.phase == job_phase::skipped);
    CAF_CHECK(skipped.error.find(id_of(1)) != std::string::npos);
    CAF_CHECK(code_of(store.apply(retry_job{id_of(2)})) == errc::conflict);
    // And so down the line.
    CAF_CHECK(store.done(release_job{id_of(3)}).phase == job_phase::skipped);
    CAF_CHECK(code_of(store.apply(accept_job{child(4, 3)})) == errc::conflict);
  });
}

CAF_TEST(a child that is retried before its turn waits again) {
  with_each_store([](store_under_test& store) {
    auto attempt = start(store, 1, 3);
    store.done(accept_job{taker(2, 1)});
    store.done(cancel_job{id_of(2)});
    auto again = store.done(retry_job{id_of(2)});
    CAF_CHECK(again.phase == job_phase::waiting);
    store.done(cancel_job{id_of(2)});
    store.done(save_leads{attempt, leads(0, 3)});
    store.done(end_of(attempt, attempt_end::completed));
    again = store.done(retry_job{id_of(2)});
    CAF_CHECK(again.phase == job_phase::queued);
    CAF_CHECK(again.progress == (job_progress{0, 3}));
    // It has its rows now, whatever becomes of its parent.
    store.done(cancel_job{id_of(2)});
    CAF_CHECK(store.remove(noon + 1, noon + 1).size() == 2u);
    CAF_CHECK(code_of(store.apply(retry_job{id_of(2)})) == errc::not_found);
  });
}
