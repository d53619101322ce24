// Attempts that commit nothing for long: which of them have failed.
#define CAF_SUITE actors_attempts_silence
#include "actors/attempts.hpp"

#include <optional>

#include "tests/actors/supervised.hpp"

using namespace leadmill;
using leadmill::testing::make_draft;
using namespace std::chrono_literals;

namespace {

/// A job actor that does nothing but say, or not say, whether it waits for
/// somebody outside.
job_actor::behavior_type waiting_job(job_actor::pointer self,
                                     std::optional<bool> says) {
  return {
      [](stop_attempt&) {},
      [=](ask_patience) -> caf::result<bool> {
        if (says)
          return *says;
        return self->make_response_promise<bool>();
      },
      [](resume_attempt) {},
  };
}

/// A job actor that saves its first row just when it is asked what it waits
/// for, and says only then that it waits for nobody.
job_actor::behavior_type late_job(job_actor::pointer self,
                                  status_store_actor store, attempt_ref ref) {
  return {
      [](stop_attempt&) {},
      [=](ask_patience) -> caf::result<bool> {
        lead_result lead;
        lead.key = "k";
        lead.input = lead.fields = "{}";
        auto answer = self->make_response_promise<bool>();
        self->request(store, 60s, save_leads{ref, {lead}})
            .then(
                [answer](const job&) mutable { answer.deliver(false); },
                [answer](const caf::error&) mutable { answer.deliver(false); });
        return answer;
      },
      [](resume_attempt) {},
  };
}

struct fixture : leadmill::testing::supervised_fixture {
  /// Jobs whose actors say that they wait for somebody outside, or (with
  /// nothing to say) do not answer.
  void use_waiting_jobs(std::optional<bool> says) {
    spawn_job = [this, says](const job& begun) {
      return jobs[begun.id] = sys.spawn(waiting_job, says);
    };
  }
};

} // namespace

CAF_TEST_FIXTURE_SCOPE(attempts_silence_tests, fixture)

CAF_TEST(an attempt that saves nothing for too long has failed) {
  auto a = submit();
  pass(299s);
  CAF_CHECK(phase_of(a) == job_phase::running);
  pass(31s);
  auto silent = look_up(a.id);
  CAF_CHECK(silent.phase == job_phase::retrying);
  CAF_CHECK_EQUAL(silent.failures, 1u);
}

CAF_TEST(an attempt that saves now and then is not silent) {
  auto a = submit(20);
  for (std::uint32_t row = 0; row < 10; ++row) {
    pass(200s);
    save_one(a, row);
  }
  CAF_CHECK(phase_of(a) == job_phase::running);
  CAF_CHECK_EQUAL(look_up(a.id).failures, 0u);
}

CAF_TEST(a silent attempt that hangs is ended without it) {
  use_idle_jobs(true);
  auto a = submit();
  for (int i = 0; i < 10; ++i)
    pass(30s);
  CAF_CHECK(phase_of(a) == job_phase::running);
  pass(2s);
  auto silent = look_up(a.id);
  CAF_CHECK(silent.phase == job_phase::retrying);
  CAF_CHECK_EQUAL(silent.failures, 1u);
}

CAF_TEST(an attempt that waits for a provider for long is not ended) {
  use_waiting_jobs(true);
  auto a = submit();
  for (int i = 0; i < 40; ++i)
    pass(30s);
  CAF_CHECK(phase_of(a) == job_phase::running);
  CAF_CHECK_EQUAL(look_up(a.id).attempt, 1u);
}

CAF_TEST(a silent attempt whose actor does not say what it waits for is ended) {
  use_waiting_jobs(std::nullopt);
  auto a = submit();
  for (int i = 0; i < 10; ++i)
    pass(30s);
  CAF_CHECK(phase_of(a) == job_phase::running);
  pass(5s); // to answer
  CAF_CHECK(phase_of(a) == job_phase::running);
  pass(2s); // to stop
  CAF_CHECK(phase_of(a) == job_phase::retrying);
  CAF_CHECK_EQUAL(look_up(a.id).failures, 1u);
}

CAF_TEST(an attempt that saves a row just before it answers is not silent) {
  spawn_job = [this](const job& begun) {
    return jobs[begun.id] = sys.spawn(late_job, status,
                                      attempt_ref{begun.id, begun.attempt});
  };
  auto a = submit();
  for (int i = 0; i < 11; ++i)
    pass(30s);
  CAF_CHECK_EQUAL(look_up(a.id).counts.saved, 1u);
  pass(5s); // would be the end of its grace
  CAF_CHECK(phase_of(a) == job_phase::running);
  CAF_CHECK_EQUAL(look_up(a.id).failures, 0u);
  // That it saves the same row again is nothing new.
  for (int i = 0; i < 11; ++i)
    pass(30s);
  pass(10s);
  CAF_CHECK_EQUAL(look_up(a.id).failures, 1u);
}

CAF_TEST(an attempt that dies as it is asked what it waits for is ended once) {
  use_waiting_jobs(std::nullopt);
  auto a = submit();
  for (int i = 0; i < 10; ++i)
    pass(30s);
  kill(jobs[a.id]);
  consume_messages();
  CAF_CHECK(phase_of(a) == job_phase::retrying);
  use_waiting_jobs(true);
  pass(5s); // the next attempt begins, and the question is out of time
  pass(10s);
  CAF_CHECK(phase_of(a) == job_phase::running);
  CAF_CHECK_EQUAL(look_up(a.id).attempt, 2u);
  CAF_CHECK_EQUAL(look_up(a.id).failures, 1u);
}

CAF_TEST(a disk that is full for long is no silence of those who run) {
  auto draft = make_draft(3);
  draft.max_attempts = 1;
  auto a = submit(draft);
  disk.failure = problem{errc::unavailable, "disk full", {}};
  // Somebody has to notice that it is.
  CAF_CHECK(!ask<job>(door, submit_job{make_draft(1)}));
  for (int i = 0; i < 20; ++i)
    pass(30s);
  disk.failure.reset();
  pass(30s);
  CAF_CHECK(phase_of(a) == job_phase::running);
  CAF_CHECK_EQUAL(look_up(a.id).failures, 0u);
}

CAF_TEST_FIXTURE_SCOPE_END()
