#define CAF_SUITE actors_attempts
#include "actors/attempts.hpp"

#include <algorithm>

#include "tests/actors/supervised.hpp"

using namespace leadmill;
using leadmill::testing::make_draft;
using namespace std::chrono_literals;

namespace {

struct fixture : leadmill::testing::supervised_fixture {
  void die(const job& of) {
    kill(jobs[of.id]);
    consume_messages();
  }

  /// Everything that can happen while one actor is slow.
  template <class Handle>
  void consume_all_but(const Handle& slow) {
    auto* one = dynamic_cast<caf::resumable*>(
        caf::actor_cast<caf::abstract_actor*>(slow));
    for (;;) {
      auto& ready = sched.jobs;
      auto next = std::find_if(ready.begin(), ready.end(),
                               [&](auto* job) { return job != one; });
      if (next == ready.end())
        return;
      std::swap(*next, ready.front());
      sched.run_once();
    }
  }

  /// The process dies and comes back.
  void die_and_restart() { restart(); }
};

} // namespace

CAF_TEST_FIXTURE_SCOPE(attempts_tests, fixture)

CAF_TEST(a job whose actor dies is tried again after a backoff) {
  auto a = submit();
  for (std::uint32_t n = 1; n <= 3; ++n) {
    auto at_work = look_up(a.id);
    CAF_CHECK(at_work.phase == job_phase::running);
    CAF_CHECK_EQUAL(at_work.attempt, n);
    CAF_CHECK_EQUAL(at_work.failures, n - 1);
    die(a);
    auto waiting = look_up(a.id);
    CAF_CHECK(waiting.phase == job_phase::retrying);
    CAF_CHECK(waiting.run_at > now);
    // base 5 s, doubled with each failure
    CAF_CHECK(waiting.run_at <= now + (5'000 << (n - 1)));
    pass(std::chrono::milliseconds{waiting.run_at - now - 1});
    CAF_CHECK(phase_of(a) == job_phase::retrying);
    pass(1ms);
  }
  die(a);
  auto ended = look_up(a.id);
  CAF_CHECK(ended.phase == job_phase::failed);
  CAF_CHECK_EQUAL(ended.failures, 4u);
  CAF_CHECK_EQUAL(ended.code, "attempt_failed");
  CAF_CHECK(!ended.error.empty());
}

CAF_TEST(an attempt in its backoff leaves its slot to others) {
  auto a = submit(), b = submit(), c = submit();
  CAF_CHECK(phase_of(c) == job_phase::queued);
  die(a);
  CAF_CHECK(phase_of(a) == job_phase::retrying);
  CAF_CHECK(phase_of(c) == job_phase::running);
}

CAF_TEST(a job that is out of time fails and keeps what was saved) {
  auto draft = make_draft(3);
  draft.timeout_s = 100;
  auto a = submit(draft);
  save_one(a);
  pass(99s);
  CAF_CHECK(phase_of(a) == job_phase::running);
  pass(1s);
  auto late = look_up(a.id);
  CAF_CHECK(late.phase == job_phase::failed);
  CAF_CHECK_EQUAL(late.code, "timed_out");
  CAF_CHECK_EQUAL(late.counts.saved, 1u);
}

CAF_TEST(a job that is out of time and hangs fails too) {
  use_idle_jobs(true);
  auto draft = make_draft(3);
  draft.timeout_s = 100;
  auto a = submit(draft);
  pass(100s);
  CAF_CHECK(phase_of(a) == job_phase::running);
  pass(2s);
  CAF_CHECK(phase_of(a) == job_phase::failed);
  CAF_CHECK_EQUAL(look_up(a.id).code, "timed_out");
}

CAF_TEST(the time of a job counts over all its attempts) {
  auto draft = make_draft(3);
  draft.timeout_s = 100;
  auto a = submit(draft);
  pass(60s);
  die(a);
  pass(10s);
  CAF_REQUIRE(phase_of(a) == job_phase::running);
  pass(30s);
  CAF_CHECK(phase_of(a) == job_phase::failed);
}

CAF_TEST(a job that is retried by hand has its whole time again) {
  auto draft = make_draft(3);
  draft.timeout_s = 100;
  auto a = submit(draft);
  pass(100s);
  CAF_REQUIRE(phase_of(a) == job_phase::failed);
  CAF_REQUIRE(ask<job>(boss, retry_job{a.id}));
  pass(99s);
  CAF_CHECK(phase_of(a) == job_phase::running);
  pass(1s);
  CAF_CHECK(phase_of(a) == job_phase::failed);
}

CAF_TEST(a job that waits for its turn is not out of time) {
  submit();
  submit();
  auto draft = make_draft(3);
  draft.timeout_s = 10;
  auto waiting = submit(draft);
  pass(60s);
  CAF_CHECK(phase_of(waiting) == job_phase::queued);
}

CAF_TEST(a job out of time whose end cannot be stored ends when it can) {
  auto draft = make_draft(3);
  draft.timeout_s = 100;
  auto a = submit(draft);
  die(a);
  CAF_REQUIRE(phase_of(a) == job_phase::retrying);
  CAF_REQUIRE(ask<bool>(boss, set_paused{{}, true}));
  disk.failure = problem{errc::unavailable, "disk full", {}};
  pass(100s);
  auto commits = disk.commits;
  pass(5s);
  // Not more than a try or two each second.
  CAF_CHECK(disk.commits - commits < 20);
  disk.failure.reset();
  pass(2s);
  CAF_CHECK(phase_of(a) == job_phase::failed);
  CAF_CHECK_EQUAL(look_up(a.id).code, "timed_out");
}

CAF_TEST(three deaths of the process without a row saved quarantine a job) {
  auto poison = submit();
  for (int n = 0; n < 2; ++n) {
    die_and_restart();
    CAF_CHECK(phase_of(poison) == job_phase::running);
    CAF_CHECK_EQUAL(look_up(poison.id).failures, 0u);
  }
  die_and_restart();
  auto ended = look_up(poison.id);
  CAF_CHECK(ended.phase == job_phase::failed);
  CAF_CHECK_EQUAL(ended.code, "quarantined");
  CAF_CHECK_EQUAL(ended.attempt, 3u);
}

CAF_TEST(a saved row resets the deaths of a job) {
  auto a = submit();
  die_and_restart();
  die_and_restart();
  save_one(a);
  die_and_restart();
  die_and_restart();
  die_and_restart();
  CAF_CHECK(phase_of(a) == job_phase::running);
  die_and_restart();
  CAF_CHECK_EQUAL(look_up(a.id).code, "quarantined");
}

CAF_TEST(a death counts only against jobs that were running) {
  submit();
  submit();
  auto waiting = submit();
  for (int n = 0; n < 3; ++n)
    die_and_restart();
  auto next = look_up(waiting.id);
  CAF_CHECK(next.phase == job_phase::running);
  CAF_CHECK_EQUAL(next.deaths, 0u);
}

CAF_TEST(what ran before the process died goes on before what waited) {
  auto a = submit(), b = submit();
  job_draft urgent = make_draft(1);
  urgent.priority = job_priority::normal;
  submit(urgent);
  restart();
  CAF_CHECK((started == std::vector<std::string>{a.id, b.id}
             || started == std::vector<std::string>{b.id, a.id}));
}

CAF_TEST(a job is cancelled while it backs off) {
  auto a = submit();
  die(a);
  auto cancelled = ask<job>(boss, cancel_job{a.id});
  CAF_REQUIRE(cancelled);
  CAF_CHECK(cancelled->phase == job_phase::cancelled);
  pass(600s);
  CAF_CHECK(phase_of(a) == job_phase::cancelled);
  CAF_CHECK_EQUAL(look_up(a.id).attempt, 1u);
}

CAF_TEST(setting the clock back an hour does not hold up a retry) {
  auto a = submit();
  die(a);
  now -= 3'600'000;
  pass(5s);
  CAF_CHECK(phase_of(a) == job_phase::running);
}

CAF_TEST(setting the clock an hour ahead does not end a job) {
  auto draft = make_draft(3);
  draft.timeout_s = 1'000;
  auto a = submit(draft);
  now += 3'600'000;
  save_one(a);
  pass(200s);
  CAF_CHECK(phase_of(a) == job_phase::running);
}

CAF_TEST(a child released twice runs once) {
  auto parent = submit();
  auto draft = make_draft(2);
  draft.after = parent.id;
  draft.policy = after_policy::always;
  for (int i = 0; i < 50; ++i) {
    auto child = submit(draft);
    if (i == 0)
      complete(parent);
    auto at = look_up(child.id);
    CAF_CHECK_EQUAL(at.deaths, 0u);
    CAF_CHECK(at.attempt <= 1);
    ask<job>(boss, cancel_job{child.id});
    CAF_CHECK(phase_of(child) == job_phase::cancelled);
  }
}

CAF_TEST(what is said late of an attempt does not end the next one) {
  use_idle_jobs(true);
  auto a = submit();
  // Its death and the end of its time to stop are looked up at once, and what
  // comes of the second look-up is late.
  ask<job>(boss, cancel_job{a.id});
  kill(jobs[a.id]);
  consume_all_but(status);
  advance_time(2s);
  consume_all_but(status);
  consume_all_but(reader);
  caf::anon_send(boss, retry_job{a.id});
  consume_all_but(reader);
  CAF_CHECK_EQUAL(started.size(), 2u);
  consume_messages();
  auto again = look_up(a.id);
  CAF_CHECK(again.phase == job_phase::running);
  CAF_CHECK_EQUAL(again.attempt, 2u);
  die(a);
  CAF_CHECK(phase_of(a) == job_phase::retrying);
}

CAF_TEST_FIXTURE_SCOPE_END()
