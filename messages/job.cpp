#include "messages/job.hpp"

#include <algorithm>
#include <iterator>

namespace leadmill {

const char* to_string(job_phase phase) noexcept {
  switch (phase) {
  case job_phase::queued:
    return "queued";
  case job_phase::scheduled:
    return "scheduled";
  case job_phase::waiting:
    return "waiting";
  case job_phase::retrying:
    return "retrying";
  case job_phase::running:
    return "running";
  case job_phase::cancelling:
    return "cancelling";
  case job_phase::done:
    return "done";
  case job_phase::failed:
    return "failed";
  case job_phase::cancelled:
    return "cancelled";
  case job_phase::skipped:
    return "skipped";
  }
  return "queued";
}

const char* to_string(job_status status) noexcept {
  switch (status) {
  case job_status::pending:
    return "pending";
  case job_status::running:
    return "running";
  case job_status::completed:
    return "completed";
  case job_status::failed:
    return "failed";
  case job_status::cancelled:
    return "cancelled";
  }
  return "pending";
}

const char* to_string(job_priority priority) noexcept {
  switch (priority) {
  case job_priority::low:
    return "low";
  case job_priority::normal:
    return "normal";
  case job_priority::high:
    return "high";
  }
  return "normal";
}

const char* to_string(after_policy policy) noexcept {
  switch (policy) {
  case after_policy::success:
    return "success";
  case after_policy::failure:
    return "failure";
  case after_policy::always:
    return "always";
  }
  return "success";
}

std::optional<job_priority> parse_job_priority(std::string_view text) noexcept {
  for (auto priority : all_job_priorities)
    if (text == to_string(priority))
      return priority;
  return std::nullopt;
}

std::optional<after_policy> parse_after_policy(std::string_view text) noexcept {
  for (auto policy : all_after_policies)
    if (text == to_string(policy))
      return policy;
  return std::nullopt;
}

std::optional<job_phase> parse_job_phase(std::string_view text) noexcept {
  for (auto phase : all_job_phases)
    if (text == to_string(phase))
      return phase;
  return std::nullopt;
}

std::optional<job_status> parse_job_status(std::string_view text) noexcept {
  for (auto status :
       {job_status::pending, job_status::running, job_status::completed,
        job_status::failed, job_status::cancelled})
    if (text == to_string(status))
      return status;
  return std::nullopt;
}

job_status status_of(job_phase phase) noexcept {
  switch (phase) {
  case job_phase::queued:
  case job_phase::scheduled:
  case job_phase::waiting:
  case job_phase::retrying:
    return job_status::pending;
  case job_phase::running:
  case job_phase::cancelling:
    return job_status::running;
  case job_phase::done:
    return job_status::completed;
  case job_phase::failed:
    return job_status::failed;
  case job_phase::cancelled:
  case job_phase::skipped:
    return job_status::cancelled;
  }
  return job_status::pending;
}

bool is_terminal(job_phase phase) noexcept {
  auto status = status_of(phase);
  return status != job_status::pending && status != job_status::running;
}

bool may_follow(job_phase from, job_phase to) noexcept {
  return std::any_of(
      std::begin(legal_transitions), std::end(legal_transitions),
      [&](const job_transition& t) { return t.from == from && t.to == to; });
}

std::uint32_t percentage(const job_progress& progress) noexcept {
  if (progress.total == 0)
    return 0;
  auto current = std::uint64_t{std::min(progress.current, progress.total)};
  return static_cast<std::uint32_t>((200 * current + progress.total)
                                    / (2 * std::uint64_t{progress.total}));
}

std::uint32_t shown_percentage(const job& state) noexcept {
  return state.phase == job_phase::done ? 100 : percentage(state.progress);
}

} // namespace leadmill
