#include "store/waiting.hpp"

#include <algorithm>

#include "store/erasure.hpp"

namespace leadmill {

wait_state look_at(const job* parent, after_policy policy) {
  if (parent == nullptr)
    return wait_state::in_vain;
  if (!is_terminal(parent->phase))
    return wait_state::goes_on;
  auto completed = parent->phase == job_phase::done;
  auto as_asked = policy == after_policy::always
                  || completed == (policy == after_policy::success);
  return as_asked ? wait_state::over : wait_state::in_vain;
}

std::string say_parent(const std::string& id, const job* parent) {
  auto text = "The job that it waits for, " + id + ", ";
  if (parent == nullptr)
    return text + "is gone";
  text += std::string{"is "} + to_string(parent->phase);
  return parent->error.empty() ? text : text + ": " + parent->error;
}

void make_ready(job& state, unix_ms now) {
  if (state.run_at > now) {
    state.phase = job_phase::scheduled;
    return;
  }
  state.phase = job_phase::queued;
  state.run_at = 0;
}

std::optional<unix_ms> ready_time(std::optional<job_phase> from,
                                  const job& state, unix_ms now) {
  if (state.attempt != 0 || status_of(state.phase) != job_status::pending
      || from == job_phase::scheduled)
    return std::nullopt;
  return std::max(now, state.run_at);
}

bool is_taken_over(const lead_result& lead) {
  return lead.status == lead_status::saved && lead.duplicate_of == no_row
         && lead.input != erased_input;
}

std::string to_row(std::string input) {
  std::replace(input.begin(), input.end(), '\n', ' ');
  return input;
}

} // namespace leadmill
