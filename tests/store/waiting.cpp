// The parts of a wait; how changes use them is in transition_waits.cpp.
#define CAF_SUITE store_waiting
#include "store/waiting.hpp"

#include <caf/test/unit_test.hpp>

using namespace leadmill;

namespace {

job at(job_phase phase) {
  job out;
  out.phase = phase;
  return out;
}

} // namespace

CAF_TEST(a wait is over or goes on or is in vain) {
  auto seen = [](job_phase phase, after_policy policy) {
    auto parent = at(phase);
    return look_at(&parent, policy);
  };
  for (auto policy : all_after_policies) {
    CAF_CHECK(seen(job_phase::cancelling, policy) == wait_state::goes_on);
    CAF_CHECK(look_at(nullptr, policy) == wait_state::in_vain);
    for (auto phase :
         {job_phase::failed, job_phase::cancelled, job_phase::skipped})
      CAF_CHECK((seen(phase, policy) == wait_state::over)
                == (policy != after_policy::success));
    CAF_CHECK((seen(job_phase::done, policy) == wait_state::over)
              == (policy != after_policy::failure));
  }
}

CAF_TEST(the time that a job waits for another is not time for a slot) {
  auto ready = [](std::optional<job_phase> from, job_phase to, unix_ms run_at,
                  std::uint32_t attempt = 0) {
    auto state = at(to);
    state.run_at = run_at;
    state.attempt = attempt;
    return ready_time(from, state, 100);
  };
  CAF_CHECK(ready({}, job_phase::queued, 0) == 100);
  CAF_CHECK(ready({}, job_phase::scheduled, 300) == 300);
  CAF_CHECK(ready(job_phase::waiting, job_phase::queued, 0) == 100);
  CAF_CHECK(ready(job_phase::cancelled, job_phase::queued, 0) == 100);
  // It was due some time before somebody said so.
  CAF_CHECK(!ready(job_phase::scheduled, job_phase::queued, 0));
  CAF_CHECK(!ready(job_phase::failed, job_phase::queued, 0, 1));
  CAF_CHECK(!ready(job_phase::queued, job_phase::running, 0, 1));
  CAF_CHECK(!ready(job_phase::queued, job_phase::cancelled, 0));
}

CAF_TEST(saved rows that repeat none are taken over as one line) {
  lead_result lead;
  CAF_CHECK(is_taken_over(lead));
  lead.duplicate_of = 0;
  CAF_CHECK(!is_taken_over(lead));
  lead.duplicate_of = no_row;
  lead.status = lead_status::filtered;
  CAF_CHECK(!is_taken_over(lead));
  CAF_CHECK_EQUAL(to_row("{\n\"a\": 1\n}"), "{ \"a\": 1 }");
}
