#define CAF_SUITE actors_supervisor
#include "actors/supervisor.hpp"

#include "tests/actors/system.hpp"

using namespace leadmill;
using leadmill::testing::make_draft;

namespace {

using namespace std::chrono_literals;

/// A job actor that does nothing until it is told to stop, and does not even
/// then if it hangs.
job_actor::behavior_type idle_job(job_actor::pointer self, bool hangs,
                                  status_store_actor store, attempt_ref ref) {
  return {
      [=](stop_attempt what) {
        if (hangs)
          return;
        self->request(store, 60s, end_attempt{ref, what.how, {}, {}})
            .then([=](const job&) { self->quit(); },
                  [=](const caf::error&) { self->quit(); });
      },
      [](resume_attempt) {},
  };
}

struct fixture : leadmill::testing::system_fixture {
  fixture() { use_idle_jobs(false); }

  void use_idle_jobs(bool hang) {
    spawn_job = [this, hang](const job& begun) {
      return jobs[begun.id] = sys.spawn(idle_job, hang, status,
                                        attempt_ref{begun.id, begun.attempt});
    };
  }

  void use_real_jobs() { spawn_job = nullptr; }

  job submit(std::uint32_t rows = 3) {
    return ask<job>(boss, submit_job{make_draft(rows)}).value();
  }
};

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

CAF_TEST(a job that cannot be stored is refused and leaves no trace) {
  disk.failure = problem{errc::unavailable, "disk full", {}};
  auto refused = ask<job>(boss, submit_job{make_draft(1)});
  CAF_REQUIRE(!refused);
  CAF_CHECK(refused.error().code == errc::unavailable);
  disk.failure.reset();
  CAF_CHECK(ask<job_page>(status, job_query{})->jobs.empty());
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

CAF_TEST(a job whose actor dies is tried again until its attempts are used up) {
  auto running = submit();
  for (std::uint32_t n = 1; n <= 4; ++n) {
    auto now_running = look_up(running.id);
    CAF_CHECK(now_running.phase == job_phase::running);
    CAF_CHECK_EQUAL(now_running.attempt, n);
    CAF_CHECK_EQUAL(now_running.failures, n - 1);
    kill(jobs[running.id]);
    consume_messages();
  }
  auto ended = look_up(running.id);
  CAF_CHECK(ended.phase == job_phase::failed);
  CAF_CHECK_EQUAL(ended.failures, 4u);
  CAF_CHECK(!ended.error.empty());
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
  auto refused = ask<job>(boss, submit_job{make_draft(1)});
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

CAF_TEST(rows that are being stored are bounded) {
  auto large = make_draft(1);
  large.rows[0] = R"({"Name":")" + std::string(40u << 20, 'x') + "\"}";
  for (int i = 0; i < 3; ++i)
    self->send(boss, submit_job{large});
  consume_messages();
  auto page = ask<job_page>(status, job_query{});
  CAF_REQUIRE(page);
  CAF_CHECK_EQUAL(page->jobs.size(), 1u);
  // Nothing is counted any more: the next one is taken.
  CAF_CHECK(ask<job>(boss, submit_job{large}));
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
  for (int i = 0; i < 5; ++i) {
    advance_time(1s);
    consume_messages();
  }
  // The dead attempt was settled, and whoever was next took the slot.
  CAF_CHECK(look_up(waiting.id).phase == job_phase::running);
  CAF_CHECK_EQUAL(look_up(a.id).failures, 1u);
  CAF_CHECK(look_up(b.id).phase == job_phase::running);
}

CAF_TEST_FIXTURE_SCOPE_END()
