// What becomes of a job that waits for another one, or for its time.
#define CAF_SUITE store_transition_waits
#include "store/transition.hpp"

#include <caf/test/unit_test.hpp>

#include <map>
#include <optional>
#include <string>

using namespace leadmill;

namespace {

constexpr unix_ms now = 2000;
constexpr const char* id = "enrichment-1767225600000-a";
constexpr const char* parent_id = "scraping-1767225600000-b";

job parent(job_phase phase) {
  job out;
  out.id = parent_id;
  out.phase = phase;
  if (phase == job_phase::failed)
    out.error = "No luck";
  return out;
}

accept_job accept(after_policy policy, unix_ms run_at = 0) {
  accept_job out;
  out.draft.id = id;
  out.draft.after = parent_id;
  out.draft.policy = policy;
  out.draft.run_at = run_at;
  return out;
}

/// The job as accepted while its parent was open.
job waiting(after_policy policy, unix_ms run_at = 0) {
  auto open = parent(job_phase::running);
  return decide(accept(policy, run_at), nullptr, &open, 1000).value().state;
}

std::string verdict(const outcome<decision>& next) {
  if (!next)
    return to_string(next.error().code);
  return next->applied ? to_string(next->state.phase) : "same";
}

/// Whether a parent that ended so lets its child run.
bool as_asked(after_policy policy, job_phase phase) {
  return policy == after_policy::always
         || (policy == after_policy::success) == (phase == job_phase::done);
}

} // namespace

CAF_TEST(accepting looks at how the parent stands and at the policy) {
  for (auto policy : all_after_policies)
    for (auto phase : all_job_phases) {
      auto other = parent(phase);
      auto next = decide(accept(policy), nullptr, &other, now);
      CAF_MESSAGE(to_string(policy) << " of one that is " << to_string(phase));
      CAF_CHECK_EQUAL(verdict(next), !is_terminal(phase)       ? "waiting"
                                     : as_asked(policy, phase) ? "queued"
                                                               : "conflict");
    }
  CAF_CHECK_EQUAL(
      verdict(decide(accept(after_policy::always), nullptr, nullptr, now)),
      "not_found");
}

CAF_TEST(releasing looks at how the parent stands and at the policy) {
  for (auto policy : all_after_policies) {
    auto child = waiting(policy);
    CAF_REQUIRE(child.phase == job_phase::waiting);
    for (auto phase : all_job_phases) {
      auto other = parent(phase);
      auto next = decide(release_job{id}, &child, &other, now);
      CAF_MESSAGE(to_string(policy) << " of one that is " << to_string(phase));
      CAF_CHECK_EQUAL(verdict(next), !is_terminal(phase)       ? "same"
                                     : as_asked(policy, phase) ? "queued"
                                                               : "skipped");
    }
    CAF_CHECK_EQUAL(verdict(decide(release_job{id}, &child, nullptr, now)),
                    "skipped");
  }
}

CAF_TEST(a job that is skipped says what became of its parent) {
  auto child = waiting(after_policy::success, now + 500);
  auto failed = parent(job_phase::failed);
  auto next = decide(release_job{id}, &child, &failed, now);
  CAF_CHECK_EQUAL(next.value().state.error,
                  std::string{"The job that it waits for, "} + parent_id
                      + ", is failed: No luck");
  CAF_CHECK_EQUAL(next->reason, next->state.error);
  CAF_CHECK_EQUAL(next->state.code, "skipped");
  CAF_CHECK_EQUAL(next->state.completed_at, now);
  CAF_CHECK_EQUAL(next->state.run_at, 0);
  next = decide(release_job{id}, &child, nullptr, now);
  CAF_CHECK(next.value().state.error.find("is gone") != std::string::npos);
}

CAF_TEST(a wait that is over may leave a time to wait for) {
  auto done = parent(job_phase::done);
  for (unix_ms run_at : {now + 1, now, now - 1}) {
    auto phase = run_at > now ? job_phase::scheduled : job_phase::queued;
    auto expected = run_at > now ? run_at : 0;
    auto child = waiting(after_policy::success, run_at);
    CAF_CHECK_EQUAL(child.run_at, run_at);
    auto next = decide(release_job{id}, &child, &done, now);
    CAF_CHECK(next.value().state.phase == phase);
    CAF_CHECK_EQUAL(next->state.run_at, expected);
    next = decide(accept(after_policy::success, run_at), nullptr, &done, now);
    CAF_CHECK(next.value().state.phase == phase);
    CAF_CHECK_EQUAL(next->state.run_at, expected);
  }
}

CAF_TEST(a job with a time of its own is scheduled and one without is queued) {
  accept_job what;
  what.draft.id = id;
  auto next = decide(what, nullptr, nullptr, now);
  CAF_CHECK(next.value().state.phase == job_phase::queued);
  what.draft.delay_s = 3;
  next = decide(what, nullptr, nullptr, now);
  CAF_CHECK(next.value().state.phase == job_phase::scheduled);
  CAF_CHECK_EQUAL(next->state.run_at, now + 3000);
  what.draft.delay_s = 0;
  what.draft.run_at = now;
  next = decide(what, nullptr, nullptr, now);
  CAF_CHECK(next.value().state.phase == job_phase::queued);
  CAF_CHECK_EQUAL(next->state.run_at, 0);
}

CAF_TEST(rows are taken over where the wait ends and nowhere else) {
  auto takes = [](job_phase phase, bool at_once) {
    auto other = parent(phase);
    auto what = accept(after_policy::success);
    what.draft.takes_rows = true;
    if (at_once)
      return decide(what, nullptr, &other, now).value().takes_rows;
    auto child = waiting(after_policy::success);
    child.takes_rows = true;
    return decide(release_job{id}, &child, &other, now).value().takes_rows;
  };
  for (bool at_once : {false, true}) {
    CAF_CHECK(takes(job_phase::done, at_once));
    CAF_CHECK(!takes(job_phase::running, at_once));
  }
  CAF_CHECK(!takes(job_phase::failed, false));
  auto other = parent(job_phase::done);
  auto next = decide(accept(after_policy::success), nullptr, &other, now);
  CAF_CHECK(!next.value().takes_rows);
}

CAF_TEST(a retry of a job that had no turn yet waits again) {
  for (auto phase : {job_phase::failed, job_phase::cancelled}) {
    auto child = waiting(after_policy::success);
    child.phase = phase;
    child.completed_at = 1500;
    auto verdict_with = [&](const job* other) {
      return verdict(decide(retry_job{id}, &child, other, now));
    };
    for (auto other_phase : all_job_phases) {
      auto other = parent(other_phase);
      CAF_CHECK_EQUAL(verdict_with(&other),
                      !is_terminal(other_phase)        ? "waiting"
                      : other_phase == job_phase::done ? "queued"
                                                       : "conflict");
    }
    CAF_CHECK_EQUAL(verdict_with(nullptr), "conflict");
    // One that has started does not ask any more.
    child.attempt = 1;
    CAF_CHECK_EQUAL(verdict_with(nullptr), "queued");
  }
}

CAF_TEST(a retry takes rows over unless they were taken already) {
  auto done = parent(job_phase::done);
  auto child = waiting(after_policy::success);
  child.phase = job_phase::cancelled;
  child.takes_rows = true;
  CAF_CHECK(decide(retry_job{id}, &child, &done, now).value().takes_rows);
  child.progress.total = 4;
  auto next = decide(retry_job{id}, &child, nullptr, now);
  CAF_CHECK(!next.value().takes_rows);
  CAF_CHECK(next->state.phase == job_phase::queued);
}

CAF_TEST(only accepting and releasing and retrying ask for the parent) {
  auto child = waiting(after_policy::success);
  auto asked = [&](const change& what, const job* current) {
    return std::string{parent_of(what, current)};
  };
  CAF_CHECK_EQUAL(asked(accept(after_policy::always), nullptr), parent_id);
  CAF_CHECK_EQUAL(asked(release_job{id}, &child), parent_id);
  CAF_CHECK_EQUAL(asked(retry_job{id}, &child), parent_id);
  CAF_CHECK_EQUAL(asked(release_job{id}, nullptr), "");
  for (const change& what :
       {change{begin_attempt{id, 0, ""}}, change{cancel_job{id}},
        change{queue_job{id}}, change{erase_leads{id, {}}},
        change{set_paused{}}, change{probe_write{}}})
    CAF_CHECK_EQUAL(asked(what, &child), "");
}
