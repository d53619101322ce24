#define CAF_SUITE actors_supervisor
#include "actors/supervisor.hpp"

#include "tests/actors/supervised.hpp"

using namespace leadmill;
using leadmill::testing::make_draft;
using namespace std::chrono_literals;

namespace {

struct fixture : leadmill::testing::supervised_fixture {};

} // namespace

CAF_TEST_FIXTURE_SCOPE(supervisor_tests, fixture)

CAF_TEST(a submitted job is stored under a new id and runs to its end) {
  use_real_jobs();
  auto accepted = submit(25);
  CAF_CHECK(is_job_id(accepted.id));
  CAF_CHECK(accepted.phase == job_phase::queued);
  auto ended = look_up(accepted.id);
  CAF_CHECK(ended.phase == job_phase::done);
  CAF_CHECK_EQUAL(ended.attempt, 1u);
  CAF_CHECK_EQUAL(ended.progress.current, 25u);
}

CAF_TEST(no more jobs run than there are slots and the next one follows) {
  auto a = submit(), b = submit(), c = submit();
  CAF_CHECK(look_up(a.id).phase == job_phase::running);
  CAF_CHECK(look_up(b.id).phase == job_phase::running);
  CAF_CHECK(look_up(c.id).phase == job_phase::queued);
  ask<job>(boss, cancel_job{a.id});
  CAF_CHECK(look_up(a.id).phase == job_phase::cancelled);
  CAF_CHECK(look_up(c.id).phase == job_phase::running);
}

CAF_TEST(a waiting job is cancelled at once and never starts) {
  submit();
  auto blocker = submit();
  auto waiting = submit();
  auto cancelled = ask<job>(boss, cancel_job{waiting.id});
  CAF_REQUIRE(cancelled);
  CAF_CHECK(cancelled->phase == job_phase::cancelled);
  ask<job>(boss, cancel_job{blocker.id});
  CAF_CHECK_EQUAL(look_up(waiting.id).attempt, 0u);
}

CAF_TEST(a running job is cancelling first and cancelled when it has stopped) {
  auto running = submit();
  auto answer = ask<job>(boss, cancel_job{running.id});
  CAF_REQUIRE(answer);
  CAF_CHECK(answer->phase == job_phase::cancelling);
  CAF_CHECK(look_up(running.id).phase == job_phase::cancelled);
  auto again = ask<job>(boss, cancel_job{running.id});
  CAF_REQUIRE(!again);
  CAF_CHECK(again.error().code == errc::conflict);
}

CAF_TEST(
    a job actor that does not stop is stopped without it after two seconds) {
  use_idle_jobs(true);
  auto running = submit();
  ask<job>(boss, cancel_job{running.id});
  CAF_CHECK(look_up(running.id).phase == job_phase::cancelling);
  advance_time(1900ms);
  consume_messages();
  CAF_CHECK(look_up(running.id).phase == job_phase::cancelling);
  advance_time(200ms);
  consume_messages();
  CAF_CHECK(look_up(running.id).phase == job_phase::cancelled);
}

CAF_TEST(an unknown job cannot be cancelled) {
  auto missing = ask<job>(boss, cancel_job{"enrichment-1767225600000-x"});
  CAF_REQUIRE(!missing);
  CAF_CHECK(missing.error().code == errc::not_found);
}

CAF_TEST(draining brings running jobs to their checkpoint and takes no more) {
  auto a = submit(), b = submit(), c = submit();
  auto drained = ask<bool>(boss, drain{});
  CAF_REQUIRE(drained);
  for (const auto& j : {a, b, c}) {
    CAF_CHECK(look_up(j.id).phase == job_phase::queued);
    CAF_CHECK_EQUAL(look_up(j.id).failures, 0u);
  }
  auto refused = ask<job>(door, submit_job{make_draft(1)});
  CAF_REQUIRE(!refused);
  CAF_CHECK(refused.error().code == errc::draining);
  auto ready = ask<bool>(boss, get_ready{});
  CAF_REQUIRE(!ready);
  CAF_CHECK(ready.error().code == errc::draining);
}

CAF_TEST(after the process died each open job goes on as its next attempt) {
  auto a = submit(), b = submit(), c = submit();
  stop();
  auto open = store.make_reader()->open_jobs().value();
  CAF_REQUIRE_EQUAL(open.size(), 3u);
  use_real_jobs();
  start(open);
  for (const auto& j : {a, b, c}) {
    auto ended = look_up(j.id);
    CAF_CHECK(ended.phase == job_phase::done);
    CAF_CHECK_EQUAL(ended.failures, 0u);
  }
  CAF_CHECK_EQUAL(look_up(a.id).attempt, 2u);
  CAF_CHECK_EQUAL(look_up(c.id).attempt, 1u);
}

CAF_TEST(a cancellation that the process did not survive is finished) {
  use_idle_jobs(true);
  auto running = submit();
  ask<job>(boss, cancel_job{running.id});
  stop();
  start(store.make_reader()->open_jobs().value());
  CAF_CHECK(look_up(running.id).phase == job_phase::cancelled);
}

CAF_TEST(a cancellation left open is finished once the disk has room) {
  use_idle_jobs(true);
  auto running = submit();
  ask<job>(boss, cancel_job{running.id});
  stop();
  disk.failure = problem{errc::unavailable, "disk full", {}};
  start(store.make_reader()->open_jobs().value());
  CAF_CHECK(look_up(running.id).phase == job_phase::cancelling);
  disk.failure.reset();
  for (int i = 0; i < 3; ++i) {
    advance_time(1s);
    consume_messages();
  }
  CAF_CHECK(look_up(running.id).phase == job_phase::cancelled);
}

CAF_TEST(job actors end with the supervisor) {
  submit();
  submit();
  auto held = jobs;
  caf::anon_send_exit(boss, caf::exit_reason::user_shutdown);
  consume_messages();
  for (auto& [id, actor] : held) {
    bool gone = false;
    self->monitor(actor);
    self->receive([&](const caf::down_msg&) { gone = true; },
                  caf::after(std::chrono::seconds{0}) >> [] {});
    CAF_CHECK(gone);
  }
}

CAF_TEST(a job that could not start since the disk was full starts later) {
  auto a = submit();
  auto b = submit();
  auto waiting = submit();
  disk.failure = problem{errc::unavailable, "disk full", {}};
  kill(jobs[a.id]);
  consume_messages();
  disk.failure.reset();
  for (int i = 0; i < 5; ++i)
    pass(1s);
  // The dead attempt was settled, and whoever was next took the slot.
  CAF_CHECK(phase_of(waiting) == job_phase::running);
  CAF_CHECK_EQUAL(look_up(a.id).failures, 1u);
  CAF_CHECK(phase_of(b) == job_phase::running);
}

CAF_TEST(jobs start by priority and then in order) {
  auto first = submit(), second = submit();
  job_draft low = make_draft(1), high = make_draft(1);
  low.priority = job_priority::low;
  high.priority = job_priority::high;
  auto l = submit(low), n = submit(), h = submit(high);
  end(first, attempt_end::released);
  end(second, attempt_end::released);
  end(h, attempt_end::released);
  end(n, attempt_end::released);
  // Each release admits a job again, behind its equals.
  std::vector<std::string> expected{first.id, second.id, h.id,
                                    n.id,     h.id,      first.id};
  CAF_CHECK(started == expected);
  CAF_CHECK(phase_of(l) == job_phase::queued);
}

CAF_TEST(large jobs leave a slot to others) {
  auto large = submit(1'001), also_large = submit(1'001);
  auto small = submit(3);
  CAF_CHECK(phase_of(large) == job_phase::running);
  CAF_CHECK(phase_of(also_large) == job_phase::queued);
  CAF_CHECK(phase_of(small) == job_phase::running);
  ask<job>(boss, cancel_job{large.id});
  CAF_CHECK(phase_of(also_large) == job_phase::running);
}

CAF_TEST(with a single slot large jobs run too) {
  stop();
  supervisor_settings.slots = 1;
  start({});
  CAF_CHECK(phase_of(submit(1'001)) == job_phase::running);
}

CAF_TEST(a type may have fewer slots than there are) {
  stop();
  supervisor_settings.enrichment_slots = 1;
  start({});
  auto a = submit(), b = submit();
  CAF_CHECK(phase_of(a) == job_phase::running);
  CAF_CHECK(phase_of(b) == job_phase::queued);
}

CAF_TEST(a paused type does not start and goes on when it is resumed) {
  CAF_CHECK(ask<bool>(boss, set_paused{job_type::enrichment, true}));
  auto a = submit();
  CAF_CHECK(phase_of(a) == job_phase::queued);
  restart();
  CAF_CHECK(phase_of(a) == job_phase::queued);
  CAF_CHECK(ask<bool>(boss, set_paused{job_type::scraping, false}));
  CAF_CHECK(phase_of(a) == job_phase::queued);
  CAF_CHECK(ask<bool>(boss, set_paused{{}, false}));
  CAF_CHECK(phase_of(a) == job_phase::running);
}

CAF_TEST(a pause that cannot be kept does not happen) {
  disk.failure = problem{errc::unavailable, "disk full", {}};
  auto refused = ask<bool>(boss, set_paused{{}, true});
  CAF_REQUIRE(!refused);
  disk.failure.reset();
  CAF_CHECK(phase_of(submit()) == job_phase::running);
}

CAF_TEST(a failed job that is retried keeps what was saved) {
  auto draft = make_draft(3);
  draft.max_attempts = 1;
  auto a = submit(draft);
  save_one(a, 1);
  save_one(a, 2, lead_status::failed);
  kill(jobs[a.id]);
  consume_messages();
  CAF_REQUIRE(phase_of(a) == job_phase::failed);
  auto retried = ask<job>(boss, retry_job{a.id});
  CAF_REQUIRE(retried);
  CAF_CHECK(retried->phase == job_phase::queued);
  CAF_CHECK_EQUAL(retried->failures, 0u);
  CAF_CHECK(retried->error.empty());
  CAF_CHECK_EQUAL(retried->completed_at, 0);
  auto again = look_up(a.id);
  CAF_CHECK(again.phase == job_phase::running);
  CAF_CHECK_EQUAL(again.attempt, 2u);
  CAF_CHECK_EQUAL(again.counts.saved, 1u);
  CAF_CHECK_EQUAL(again.counts.failed, 0u);
}

CAF_TEST(a job that runs or is done without failures is not retried) {
  auto a = submit();
  auto refused = ask<job>(boss, retry_job{a.id});
  CAF_REQUIRE(!refused);
  CAF_CHECK(refused.error().code == errc::conflict);
  complete(a);
  auto done = ask<job>(boss, retry_job{a.id});
  CAF_REQUIRE(!done);
  CAF_CHECK(done.error().code == errc::conflict);
}

CAF_TEST(a retry that comes before the end was noticed runs once) {
  auto a = submit();
  auto actor = jobs[a.id];
  ask<job>(status, end_attempt{{a.id, 1}, attempt_end::given_up, "x", "x", 0});
  // Its actor has not quit yet, so the supervisor does not know.
  CAF_REQUIRE(ask<job>(boss, retry_job{a.id}));
  kill(actor);
  consume_messages();
  auto again = look_up(a.id);
  CAF_CHECK(again.phase == job_phase::running);
  CAF_CHECK_EQUAL(again.attempt, 2u);
  complete(a);
  CAF_CHECK(phase_of(a) == job_phase::done);
  // Both slots are free again.
  CAF_CHECK(phase_of(submit()) == job_phase::running);
  CAF_CHECK(phase_of(submit()) == job_phase::running);
}

CAF_TEST_FIXTURE_SCOPE_END()
