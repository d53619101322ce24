#define CAF_SUITE messages_job
#include "messages/job.hpp"

#include <iterator>
#include <set>
#include <utility>

#include <caf/test/unit_test.hpp>

using namespace leadmill;

CAF_TEST(priorities and policies can be read back) {
  for (auto priority : all_job_priorities)
    CAF_CHECK(parse_job_priority(to_string(priority)) == priority);
  for (auto policy : all_after_policies)
    CAF_CHECK(parse_after_policy(to_string(policy)) == policy);
  for (auto text : {"", "High", "urgent", "normal "})
    CAF_CHECK(!parse_job_priority(text));
  for (auto text : {"", "Always", "completed"})
    CAF_CHECK(!parse_after_policy(text));
}

CAF_TEST(names can be read back) {
  for (auto phase : all_job_phases)
    CAF_CHECK(parse_job_phase(to_string(phase)) == phase);
  CAF_CHECK(!parse_job_phase("unknown"));
  CAF_CHECK(parse_job_status("cancelled") == job_status::cancelled);
  CAF_CHECK(!parse_job_status("queued"));
}

CAF_TEST(a phase shows as the status that older clients know) {
  CAF_CHECK(status_of(job_phase::queued) == job_status::pending);
  CAF_CHECK(status_of(job_phase::retrying) == job_status::pending);
  CAF_CHECK(status_of(job_phase::cancelling) == job_status::running);
  CAF_CHECK(status_of(job_phase::done) == job_status::completed);
  CAF_CHECK(status_of(job_phase::skipped) == job_status::cancelled);
}

CAF_TEST(
    only a retry leads out of a terminal phase and nothing out of skipped) {
  for (auto from : all_job_phases)
    for (auto to : all_job_phases)
      if (is_terminal(from) && may_follow(from, to)) {
        CAF_CHECK(to == job_phase::queued || to == job_phase::waiting);
        CAF_CHECK(from != job_phase::skipped);
      }
}

CAF_TEST(only what failed or was cancelled is put back to wait) {
  for (auto from : all_job_phases)
    CAF_CHECK_EQUAL(may_follow(from, job_phase::waiting),
                    from == job_phase::failed || from == job_phase::cancelled);
  CAF_CHECK(may_follow(job_phase::done, job_phase::queued));
  CAF_CHECK(!may_follow(job_phase::done, job_phase::waiting));
}

CAF_TEST(only a queued job starts) {
  for (auto from : all_job_phases)
    CAF_CHECK_EQUAL(may_follow(from, job_phase::running),
                    from == job_phase::queued);
}

CAF_TEST(no phase follows itself) {
  for (auto phase : all_job_phases)
    CAF_CHECK(!may_follow(phase, phase));
}

CAF_TEST(the table names no transition twice) {
  std::set<std::pair<job_phase, job_phase>> seen;
  for (auto [from, to] : legal_transitions)
    CAF_CHECK(seen.emplace(from, to).second);
}

CAF_TEST(every phase can be reached from the acceptance on) {
  std::set<job_phase> reached{job_phase::queued, job_phase::scheduled,
                              job_phase::waiting};
  for (std::size_t round = 0; round < std::size(all_job_phases); ++round)
    for (auto [from, to] : legal_transitions)
      if (reached.count(from) != 0)
        reached.insert(to);
  CAF_CHECK_EQUAL(reached.size(), std::size(all_job_phases));
}

CAF_TEST(a job that has not started can fail or be cancelled) {
  for (auto from : all_job_phases)
    if (status_of(from) == job_status::pending) {
      CAF_CHECK(may_follow(from, job_phase::failed));
      CAF_CHECK(may_follow(from, job_phase::cancelled));
    }
}

CAF_TEST(once cancelling is committed only cancelled may follow) {
  for (auto to : all_job_phases)
    CAF_CHECK_EQUAL(may_follow(job_phase::cancelling, to),
                    to == job_phase::cancelled);
}

CAF_TEST(every open phase can reach a terminal one) {
  for (auto from : all_job_phases) {
    if (is_terminal(from))
      continue;
    bool ends = false;
    for (auto to : all_job_phases)
      ends = ends || (may_follow(from, to) && is_terminal(to));
    CAF_CHECK(ends);
  }
}

CAF_TEST(the percentage is rounded and zero of nothing) {
  CAF_CHECK_EQUAL(percentage({0, 0}), 0u);
  CAF_CHECK_EQUAL(percentage({1, 3}), 33u);
  CAF_CHECK_EQUAL(percentage({2, 3}), 67u);
  CAF_CHECK_EQUAL(percentage({1, 200}), 1u);
  CAF_CHECK_EQUAL(percentage({10'000, 10'000}), 100u);
  CAF_CHECK_EQUAL(percentage({4'294'967'295u, 4'294'967'295u}), 100u);
}

CAF_TEST(what is done is shown as such however far it had to go) {
  job state;
  state.progress = {3, 10};
  for (auto phase : all_job_phases) {
    state.phase = phase;
    CAF_CHECK_EQUAL(shown_percentage(state),
                    phase == job_phase::done ? 100u : 30u);
  }
  state.progress = {};
  CAF_CHECK_EQUAL(shown_percentage(state), 0u);
}
