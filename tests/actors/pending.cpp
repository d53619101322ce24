#define CAF_SUITE actors_pending
#include "actors/pending.hpp"

#include "tests/actors/supervised.hpp"
#include "tests/support/copy.hpp"

using namespace leadmill;
using leadmill::testing::make_draft;
using namespace std::chrono_literals;

namespace {

struct fixture : leadmill::testing::supervised_fixture {
  void cancel(const job& what) { ask<job>(boss, cancel_job{what.id}); }

  void fail_at_once(const job& what) { end(what, attempt_end::given_up); }
};

} // namespace

CAF_TEST_FIXTURE_SCOPE(pending_tests, fixture)

CAF_TEST(a delayed job starts when its time has come) {
  auto draft = make_draft(2);
  draft.delay_s = 60;
  auto a = submit(draft);
  CAF_CHECK(a.phase == job_phase::scheduled);
  CAF_CHECK_EQUAL(a.run_at, now + 60'000);
  pass(59s);
  CAF_CHECK(phase_of(a) == job_phase::scheduled);
  pass(1s);
  auto started_job = look_up(a.id);
  CAF_CHECK(started_job.phase == job_phase::running);
  CAF_CHECK_EQUAL(started_job.run_at, 0);
}

CAF_TEST(a date in the past is no delay) {
  auto draft = make_draft(2);
  draft.run_at = now - 1;
  CAF_CHECK(submit(draft).phase == job_phase::queued);
}

CAF_TEST(a date that comes while the process is down is kept at the start) {
  auto draft = make_draft(2);
  draft.run_at = now + 60'000;
  auto a = submit(draft);
  stop();
  now += 120'000;
  start(store.make_reader()->open_jobs().value());
  pass(1ms);
  CAF_CHECK(phase_of(a) == job_phase::running);
}

CAF_TEST(a date follows the wall clock within half a minute) {
  auto draft = make_draft(2);
  draft.run_at = now + 3'600'000;
  auto a = submit(draft);
  now += 3'600'000;
  pass(30s);
  CAF_CHECK(phase_of(a) == job_phase::running);
}

CAF_TEST(a scheduled job is cancelled and never starts) {
  auto draft = make_draft(2);
  draft.delay_s = 60;
  auto a = submit(draft);
  cancel(a);
  pass(120s);
  CAF_CHECK(phase_of(a) == job_phase::cancelled);
  CAF_CHECK_EQUAL(look_up(a.id).attempt, 0u);
}

CAF_TEST(very many jobs of one time all start) {
  stop();
  supervisor_settings.slots = 10'000;
  supervisor_settings.max_settling = 3;
  start({});
  std::vector<job> all;
  for (int i = 0; i < 50; ++i) {
    auto draft = make_draft(1);
    draft.run_at = now + 1'000;
    all.push_back(submit(draft));
  }
  pass(1s);
  for (const auto& j : all)
    CAF_CHECK(phase_of(j) == job_phase::running);
}

CAF_TEST(a child waits for its parent and runs when that is done) {
  auto parent = submit();
  auto child = submit_after(parent, after_policy::success);
  CAF_CHECK(child.phase == job_phase::waiting);
  complete(parent);
  CAF_CHECK(phase_of(child) == job_phase::running);
}

CAF_TEST(a child whose parent ends otherwise is skipped with the reason) {
  auto parent = submit();
  auto child = submit_after(parent, after_policy::success);
  auto grandchild = submit_after(child, after_policy::success);
  fail_at_once(parent);
  auto skipped = look_up(child.id);
  CAF_CHECK(skipped.phase == job_phase::skipped);
  CAF_CHECK_EQUAL(skipped.code, "skipped");
  CAF_CHECK(skipped.error.find(parent.id) != std::string::npos);
  CAF_CHECK(phase_of(grandchild) == job_phase::skipped);
}

CAF_TEST(each policy asks for its ends) {
  struct expectation {
    after_policy policy;
    bool after_done, after_failed, after_cancelled;
  };
  for (auto [policy, after_done, after_failed, after_cancelled] :
       {expectation{after_policy::success, true, false, false},
        expectation{after_policy::failure, false, true, true},
        expectation{after_policy::always, true, true, true}}) {
    for (int how = 0; how < 3; ++how) {
      auto parent = submit();
      auto child = submit_after(parent, policy);
      if (how == 0)
        complete(parent);
      else if (how == 1)
        fail_at_once(parent);
      else
        cancel(parent);
      bool runs[] = {after_done, after_failed, after_cancelled};
      CAF_CHECK(phase_of(child)
                == (runs[how] ? job_phase::running : job_phase::skipped));
      cancel(child);
    }
  }
}

CAF_TEST(a waiting parent that is cancelled does not strand its child) {
  auto first = submit();
  auto parent = submit_after(first, after_policy::success);
  auto child = submit_after(parent, after_policy::always);
  cancel(parent);
  CAF_CHECK(phase_of(child) == job_phase::running);
}

CAF_TEST(a child that is cancelled while it waits stays cancelled) {
  auto parent = submit();
  auto child = submit_after(parent, after_policy::success);
  cancel(child);
  complete(parent);
  CAF_CHECK(phase_of(child) == job_phase::cancelled);
}

CAF_TEST(a child of a parent that ended while the process was down goes on) {
  auto parent = submit(), other = submit();
  auto child = submit_after(parent, after_policy::success);
  auto in_vain = submit_after(other, after_policy::success);
  stop();
  // Committed, and the process died before anybody noticed.
  std::vector<lead_result> leads;
  for (std::uint32_t row = 0; row < 3; ++row) {
    leads.emplace_back();
    leads.back().row = row;
    leads.back().input = leads.back().fields = "{}";
  }
  store.writer()
      .commit({save_leads{{parent.id, 1}, leads},
               end_attempt{{parent.id, 1}, attempt_end::completed, {}, {}, 0},
               end_attempt{{other.id, 1}, attempt_end::given_up, "x", "x", 0}},
              now)
      .value();
  start(store.make_reader()->open_jobs().value());
  CAF_CHECK(phase_of(child) == job_phase::running);
  CAF_CHECK(phase_of(in_vain) == job_phase::skipped);
}

CAF_TEST(a child waits for its date after its parent is done) {
  auto parent = submit();
  auto draft = make_draft(2);
  draft.after = parent.id;
  draft.run_at = now + 60'000;
  auto child = submit(draft);
  complete(parent);
  CAF_CHECK(phase_of(child) == job_phase::scheduled);
  pass(60s);
  CAF_CHECK(phase_of(child) == job_phase::running);
}

CAF_TEST(a job takes over what another one finds) {
  auto parent = submit(3);
  job_draft draft;
  draft.after = parent.id;
  draft.takes_rows = true;
  auto child = submit(draft);
  CAF_CHECK_EQUAL(child.progress.total, 0u);
  complete(parent);
  use_real_jobs();
  auto ready = look_up(child.id);
  CAF_CHECK_EQUAL(ready.progress.total, 3u);
}

CAF_TEST(a job that finds nothing gives its child nothing to do) {
  auto parent = submit(1);
  job_draft draft;
  draft.after = parent.id;
  draft.takes_rows = true;
  auto child = submit(draft);
  use_real_jobs();
  save_one(parent, 0, lead_status::filtered);
  end(parent, attempt_end::completed);
  auto done = look_up(child.id);
  CAF_CHECK(done.phase == job_phase::done);
  CAF_CHECK_EQUAL(done.progress.total, 0u);
}

CAF_TEST(what cannot be stored is moved on when it can) {
  auto parent = submit();
  auto child = submit_after(parent, after_policy::always);
  auto draft = make_draft(1);
  draft.delay_s = 10;
  auto dated = submit(draft);
  cancel(parent);
  auto again = submit_after(dated, after_policy::always);
  disk.failure = problem{errc::unavailable, "disk full", {}};
  pass(20s);
  CAF_CHECK(phase_of(dated) == job_phase::scheduled);
  disk.failure.reset();
  pass(2s);
  CAF_CHECK(phase_of(child) == job_phase::running);
  CAF_CHECK(phase_of(dated) == job_phase::running);
  CAF_CHECK(phase_of(again) == job_phase::waiting);
}

CAF_TEST(nothing is moved on while draining) {
  auto draft = make_draft(1);
  draft.delay_s = 10;
  auto dated = submit(draft);
  ask<bool>(boss, drain{});
  pass(60s);
  CAF_CHECK(phase_of(dated) == job_phase::scheduled);
}

CAF_TEST(short delays leave no wakes behind) {
  auto far = make_draft(1);
  far.delay_s = 1'000'000;
  submit(far);
  for (int i = 0; i < 100; ++i) {
    auto draft = make_draft(1);
    draft.delay_s = 1 + static_cast<std::uint32_t>(i % 7);
    cancel(submit(draft));
    pass(100ms);
  }
  // The timers of answered requests fire in vain, at last after 36 s.
  for (int i = 0; i < 60; ++i)
    pass(1s);
  // One wake each half a minute for the date that is far away.
  std::size_t woken = 0;
  for (int i = 0; i < 60; ++i) {
    now += 1'000;
    sched.advance_time(1s);
    while (sched.has_job()) {
      ++woken;
      sched.run_once();
    }
  }
  CAF_CHECK_LESS_OR_EQUAL(woken, 6u);
}

CAF_TEST(a job that ends while it is overdue is not failed again and again) {
  auto draft = make_draft(1);
  draft.timeout_s = 10;
  auto a = submit(draft);
  kill(jobs[a.id]);
  consume_messages();
  CAF_REQUIRE(phase_of(a) == job_phase::retrying);
  CAF_REQUIRE(ask<bool>(boss, set_paused{{}, true}));
  pass(9s);
  // The cancellation is committed before the supervisor hears of it.
  CAF_REQUIRE(ask<job>(status, cancel_job{a.id}));
  pass(1s);
  pass(2s);
  auto commits = disk.commits;
  for (int i = 0; i < 10; ++i)
    pass(1s);
  CAF_CHECK_EQUAL(disk.commits, commits);
}

CAF_TEST_FIXTURE_SCOPE_END()
