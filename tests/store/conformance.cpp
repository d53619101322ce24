// Every store is held to what store/job_store.hpp promises of writing;
// conformance_reads.cpp has the promises of reading.
#define CAF_SUITE store_conformance
#include <caf/test/unit_test.hpp>

#include "tests/store/stores.hpp"

using namespace leadmill;
using namespace leadmill::test;

CAF_TEST(a batch is applied in order and each change sees those before it) {
  with_each_store([](store_under_test& store) {
    auto id = id_of(1);
    auto answers =
        store.commit({accept_job{draft(1, 2)}, begin_attempt{id, 0, "here"},
                      save_leads{{id, 1}, leads(0, 2)},
                      end_attempt{{id, 1}, attempt_end::completed, "", ""}});
    CAF_REQUIRE_EQUAL(answers.size(), 4u);
    CAF_CHECK(need(answers[0]).phase == job_phase::queued);
    CAF_CHECK(need(answers[1]).phase == job_phase::running);
    CAF_CHECK_EQUAL(need(answers[2]).progress.current, 2u);
    CAF_CHECK(need(answers[3]).phase == job_phase::done);
    for (std::uint64_t i = 0; i < 4; ++i)
      CAF_CHECK_EQUAL(need(answers[i]).seq, i + 1);
    CAF_CHECK(need(store.reader()->find(id)) == *answers[3]);
  });
}

CAF_TEST(a refused change leaves no trace and does not disturb the others) {
  with_each_store([](store_under_test& store) {
    auto first = start(store, 1, 3);
    auto before = need(store.reader()->find(first.job));
    auto answers =
        store.commit({save_leads{{first.job, 2}, leads(0, 1)}, // stale
                      save_leads{first, {lead(0), lead(3)}},   // no such row
                      accept_job{draft(1, 9)},                 // exists
                      cancel_job{id_of(99)},                   // unknown
                      accept_job{draft(2, 1)}});
    CAF_CHECK(code_of(answers[0]) == errc::stale);
    CAF_CHECK(code_of(answers[1]) == errc::invalid_argument);
    CAF_CHECK(code_of(answers[2]) == errc::conflict);
    CAF_CHECK(code_of(answers[3]) == errc::not_found);
    CAF_CHECK_EQUAL(need(answers[4]).seq, before.seq + 1);
    auto reader = store.reader();
    CAF_CHECK(need(reader->find(first.job)) == before);
    CAF_CHECK(need(reader->checkpoint({first, 0, 10})).leads.empty());
    CAF_CHECK_EQUAL(need(reader->pull({first, 0, 10})).rows.size(), 3u);
    CAF_CHECK_EQUAL(need(reader->last_seq()), before.seq + 1);
  });
}

CAF_TEST(numbers rise by one over all jobs and go on after reopening) {
  with_each_store([](store_under_test& store) {
    CAF_CHECK_EQUAL(need(store.reader()->last_seq()), 0u);
    for (std::uint64_t i = 1; i <= 3; ++i)
      CAF_CHECK_EQUAL(store.done(accept_job{draft(i, 1)}).seq, i);
    CAF_CHECK_EQUAL(store.done(cancel_job{id_of(2)}).seq, 4u);
    store.reopen();
    CAF_CHECK_EQUAL(need(store.reader()->last_seq()), 4u);
    CAF_CHECK_EQUAL(store.done(cancel_job{id_of(1)}).seq, 5u);
    CAF_CHECK_EQUAL(need(store.reader()->last_seq()), 5u);
  });
}

CAF_TEST(a change that alters nothing answers with the job and no number) {
  with_each_store([](store_under_test& store) {
    auto attempt = start(store, 1, 2);
    auto saved = store.done(save_leads{attempt, leads(0, 1)});
    CAF_CHECK(store.done(save_leads{attempt, leads(0, 1)}) == saved);
    CAF_CHECK(store.done(save_leads{attempt, {}}) == saved);
    auto cancelling = store.done(cancel_job{attempt.job});
    CAF_CHECK_EQUAL(cancelling.seq, saved.seq + 1);
    CAF_CHECK(store.done(cancel_job{attempt.job}) == cancelling);
    CAF_CHECK(store.done(probe_write{}) == job{});
    CAF_CHECK_EQUAL(need(store.reader()->last_seq()), cancelling.seq);
    CAF_CHECK(store.commit({}).empty());
  });
}

CAF_TEST(what a commit reports is what readers see and what a restart finds) {
  with_each_store([](store_under_test& store) {
    auto reader = store.reader();
    auto what = scrape_draft(1, 2);
    what.max_attempts = 7;
    what.tags = {"a \"quoted\" tag", "Zürich 🎉", ""};
    what.steps = {"email", "phone"};
    what.metadata = R"({"note":"line\nbreak","n":1.5})";
    auto accepted = store.done(accept_job{what}, noon + 5);
    CAF_CHECK(need(reader->find(what.id)) == accepted);
    CAF_CHECK(accepted.type == what.type);
    CAF_CHECK_EQUAL(accepted.max_attempts, 7u);
    CAF_CHECK(accepted.tags == what.tags && accepted.steps == what.steps);
    CAF_CHECK_EQUAL(accepted.metadata, what.metadata);
    CAF_CHECK_EQUAL(accepted.created_at, noon + 5);
    CAF_CHECK(accepted.progress == (job_progress{0, 2}));
    reader.reset();
    store.reopen();
    CAF_CHECK(need(store.reader()->find(what.id)) == accepted);
  });
}

CAF_TEST(a job without an id or with rows that are not compact is refused) {
  with_each_store([](store_under_test& store) {
    auto what = draft(1, 2);
    what.id.clear();
    CAF_CHECK(code_of(store.apply(accept_job{what})) == errc::invalid_argument);
    what = draft(1, 2);
    what.rows[1] = "{\n}";
    CAF_CHECK(code_of(store.apply(accept_job{what})) == errc::invalid_argument);
    CAF_CHECK_EQUAL(need(store.reader()->last_seq()), 0u);
    CAF_CHECK(store.apply(accept_job{draft(1, 0)}).has_value());
  });
}

CAF_TEST(jobs that do not exist are not found) {
  with_each_store([](store_under_test& store) {
    auto id = id_of(1);
    for (const change& what :
         {change{begin_attempt{id, 0, "here"}}, change{save_leads{{id, 0}, {}}},
          change{end_of({id, 0}, attempt_end::failed)}, change{cancel_job{id}},
          change{fail_job{id, "e", "c"}}})
      CAF_CHECK(code_of(store.apply(what)) == errc::not_found);
  });
}

CAF_TEST(rows that are there stay and only rows really inserted count) {
  with_each_store([](store_under_test& store) {
    auto attempt = start(store, 1, 10);
    store.done(save_leads{attempt, {lead(3), lead(4, lead_status::failed)}});
    auto other = lead(3, lead_status::filtered);
    other.fields = R"({"other":1})";
    auto state = store.done(
        save_leads{attempt, {other, lead(5), lead(5, lead_status::failed)}});
    CAF_CHECK(state.counts == (job_counts{2, 0, 1}));
    CAF_CHECK_EQUAL(state.progress.current, 3u);
    auto kept = need(store.reader()->checkpoint({attempt, 0, 10})).leads;
    CAF_CHECK(rows_of(kept) == (std::vector<std::uint32_t>{3, 4, 5}));
    CAF_CHECK(kept.at(0).status == lead_status::saved);
    CAF_CHECK_EQUAL(kept.at(0).fields, lead(3).fields);
    CAF_CHECK(kept.at(2).status == lead_status::saved);
  });
}

CAF_TEST(each start raises the attempt and only the current one may write) {
  with_each_store([](store_under_test& store) {
    auto id = start(store, 1, 5).job;
    CAF_CHECK(code_of(store.apply(begin_attempt{id, 0, "x"})) == errc::stale);
    CAF_CHECK(code_of(store.apply(begin_attempt{id, 1, "x"}))
              == errc::conflict);
    store.done(end_of({id, 1}, attempt_end::died));
    auto again = store.done(begin_attempt{id, 1, "there"}, noon + 9);
    CAF_CHECK_EQUAL(again.attempt, 2u);
    CAF_CHECK_EQUAL(again.failures, 0u);
    CAF_CHECK_EQUAL(again.node, "there");
    CAF_CHECK_EQUAL(again.started_at, noon);
    for (std::uint32_t number : {0u, 1u, 3u}) {
      attempt_ref old{id, number};
      CAF_CHECK(code_of(store.apply(save_leads{old, leads(0, 1)}))
                == errc::stale);
      CAF_CHECK(code_of(store.apply(end_of(old, attempt_end::failed)))
                == errc::stale);
      CAF_CHECK(code_of(store.reader()->pull({old, 0, 1})) == errc::stale);
      CAF_CHECK(code_of(store.reader()->checkpoint({old, 0, 1}))
                == errc::stale);
    }
    CAF_CHECK(store.apply(save_leads{{id, 2}, leads(0, 1)}).has_value());
  });
}

CAF_TEST(an attempt that was given back may not write any more) {
  with_each_store([](store_under_test& store) {
    auto attempt = start(store, 1, 5);
    auto state = store.done(end_of(attempt, attempt_end::released));
    CAF_CHECK(state.phase == job_phase::queued);
    CAF_CHECK_EQUAL(state.failures, 0u);
    CAF_CHECK_EQUAL(state.node, "");
    CAF_CHECK(code_of(store.apply(save_leads{attempt, leads(0, 1)}))
              == errc::stale);
    CAF_CHECK(code_of(store.reader()->pull({attempt, 0, 1})) == errc::stale);
    CAF_CHECK_EQUAL(store.done(begin_attempt{attempt.job, 1, "x"}).attempt, 2u);
  });
}

CAF_TEST(an attempt that fails is tried again until failures reach the bound) {
  with_each_store([](store_under_test& store) {
    auto what = draft(1, 1);
    what.max_attempts = 3;
    store.done(accept_job{what});
    for (std::uint32_t n = 1; n <= 3; ++n) {
      store.done(begin_attempt{what.id, n - 1, "here"});
      auto state = store.done(
          end_attempt{{what.id, n}, attempt_end::failed, "It broke", "broken"},
          noon + n);
      CAF_CHECK_EQUAL(state.failures, n);
      CAF_CHECK(state.phase == (n < 3 ? job_phase::queued : job_phase::failed));
      CAF_CHECK_EQUAL(state.error, n < 3 ? "" : "It broke");
      CAF_CHECK_EQUAL(state.code, n < 3 ? "" : "broken");
      CAF_CHECK_EQUAL(state.completed_at, n < 3 ? 0 : noon + 3);
    }
  });
}

CAF_TEST(a job completes only when every row stands in its results) {
  with_each_store([](store_under_test& store) {
    auto attempt = start(store, 1, 3);
    end_attempt end{attempt, attempt_end::completed, "", ""};
    store.done(save_leads{attempt, leads(0, 2)});
    CAF_CHECK(code_of(store.apply(end)) == errc::conflict);
    store.done(save_leads{attempt, {lead(2, lead_status::filtered)}});
    auto state = store.done(end, noon + 7);
    CAF_CHECK(state.phase == job_phase::done);
    CAF_CHECK_EQUAL(state.completed_at, noon + 7);
    CAF_CHECK_EQUAL(state.node, "here");
    auto empty = start(store, 2, 0);
    CAF_CHECK(store.apply(end_of(empty, attempt_end::completed)).has_value());
  });
}

CAF_TEST(a pending job is cancelled at once) {
  with_each_store([](store_under_test& store) {
    store.done(accept_job{draft(1, 1)});
    auto state = store.done(cancel_job{id_of(1)}, noon + 1);
    CAF_CHECK(state.phase == job_phase::cancelled);
    CAF_CHECK_EQUAL(state.completed_at, noon + 1);
    CAF_CHECK_EQUAL(state.started_at, 0);
  });
}

CAF_TEST(once cancelling only cancelled may follow but rows are taken) {
  for (auto how :
       {attempt_end::cancelled, attempt_end::failed, attempt_end::released,
        attempt_end::died, attempt_end::given_up})
    with_each_store([how](store_under_test& store) {
      auto attempt = start(store, 1, 2);
      CAF_CHECK(store.done(cancel_job{attempt.job}).phase
                == job_phase::cancelling);
      CAF_CHECK_EQUAL(store.done(save_leads{attempt, leads(0, 2)}).counts.saved,
                      2u);
      CAF_CHECK(code_of(store.apply(end_of(attempt, attempt_end::completed)))
                == errc::stale);
      CAF_CHECK(code_of(store.apply(begin_attempt{attempt.job, 1, "x"}))
                == errc::conflict);
      CAF_CHECK(code_of(store.apply(fail_job{attempt.job, "e", "c"}))
                == errc::conflict);
      auto state = store.done(end_attempt{attempt, how, "e", "c"});
      CAF_CHECK(state.phase == job_phase::cancelled);
      CAF_CHECK_EQUAL(state.failures, 0u);
      CAF_CHECK_EQUAL(state.error, "");
    });
}

CAF_TEST(a running attempt that nobody cancelled cannot end as cancelled) {
  with_each_store([](store_under_test& store) {
    auto attempt = start(store, 1, 2);
    CAF_CHECK(code_of(store.apply(end_of(attempt, attempt_end::cancelled)))
              == errc::conflict);
  });
}

CAF_TEST(what has ended stays as it is) {
  with_each_store([](store_under_test& store) {
    auto done = start(store, 1, 0);
    store.done(end_of(done, attempt_end::completed));
    store.done(accept_job{draft(2, 1)});
    store.done(fail_job{id_of(2), "No", "dispatch_failed"});
    store.done(accept_job{draft(3, 1)});
    store.done(cancel_job{id_of(3)});
    for (std::uint64_t n = 1; n <= 3; ++n) {
      auto id = id_of(n);
      auto before = need(store.reader()->find(id));
      attempt_ref attempt{id, before.attempt};
      CAF_CHECK(code_of(store.apply(begin_attempt{id, before.attempt, "x"}))
                == errc::stale);
      CAF_CHECK(code_of(store.apply(save_leads{attempt, {}})) == errc::stale);
      for (auto how : {attempt_end::completed, attempt_end::failed,
                       attempt_end::cancelled, attempt_end::released})
        CAF_CHECK(code_of(store.apply(end_of(attempt, how))) == errc::stale);
      CAF_CHECK(code_of(store.apply(cancel_job{id})) == errc::conflict);
      CAF_CHECK(code_of(store.apply(fail_job{id, "e", "c"})) == errc::conflict);
      CAF_CHECK(need(store.reader()->find(id)) == before);
    }
  });
}

CAF_TEST(a pending job can be failed from outside and a running one cannot) {
  with_each_store([](store_under_test& store) {
    auto running = start(store, 1, 1);
    CAF_CHECK(code_of(store.apply(fail_job{running.job, "e", "c"}))
              == errc::conflict);
    store.done(accept_job{draft(2, 1)});
    auto state =
        store.done(fail_job{id_of(2), "Nobody took it", "dispatch_failed"});
    CAF_CHECK(state.phase == job_phase::failed);
    CAF_CHECK_EQUAL(state.error, "Nobody took it");
    CAF_CHECK_EQUAL(state.code, "dispatch_failed");
    CAF_CHECK_EQUAL(state.failures, 0u);
  });
}
