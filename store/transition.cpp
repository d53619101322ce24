#include "store/transition.hpp"

#include <variant>

namespace leadmill {

namespace {

tl::unexpected<problem> no_such_job() {
  return fail(errc::not_found, "Job not found");
}

tl::unexpected<problem> not_from(const job& state, const char* wish) {
  return fail(errc::conflict, std::string{"A job that is "}
                                  + to_string(state.phase) + " cannot be "
                                  + wish);
}

/// The one place where a phase changes.
outcome<decision> move_to(job state, job_phase to, unix_ms now,
                          std::string reason, const char* wish) {
  if (!may_follow(state.phase, to))
    return not_from(state, wish);
  state.phase = to;
  if (is_terminal(to))
    state.completed_at = now;
  if (status_of(to) == job_status::pending)
    state.node.clear();
  return decision{std::move(state), true, std::move(reason)};
}

outcome<decision> on(const accept_job& what, const job* current, unix_ms now) {
  const auto& draft = what.draft;
  if (draft.id.empty())
    return fail(errc::invalid_argument, "A job needs an id");
  if (current != nullptr)
    return fail(errc::conflict, "There is already a job " + draft.id);
  if (draft.rows.size() >= no_row)
    return fail(errc::invalid_argument, "A job cannot hold so many rows");
  for (std::size_t i = 0; i < draft.rows.size(); ++i)
    if (draft.rows[i].find('\n') != std::string::npos)
      return fail(errc::invalid_argument,
                  "Row " + std::to_string(i)
                      + " is not compact JSON: it holds a line break");
  job state;
  state.id = draft.id;
  state.type = draft.type;
  state.progress.total = static_cast<std::uint32_t>(draft.rows.size());
  state.max_attempts = draft.max_attempts;
  state.created_at = now;
  state.tags = draft.tags;
  state.steps = draft.steps;
  state.metadata = draft.metadata;
  return decision{std::move(state), true, {}};
}

outcome<decision> on(const begin_attempt& what, const job* current,
                     unix_ms now) {
  if (current == nullptr)
    return no_such_job();
  if (is_terminal(current->phase))
    return fail(errc::stale, "The job has ended");
  if (current->attempt != what.expected)
    return fail(errc::stale, "The job is at attempt "
                                 + std::to_string(current->attempt) + ", not "
                                 + std::to_string(what.expected));
  auto next = move_to(*current, job_phase::running, now, {}, "started");
  if (!next)
    return next;
  if (next->state.attempt == 0)
    next->state.started_at = now;
  ++next->state.attempt;
  next->state.node = what.node;
  return next;
}

outcome<decision> on(const save_leads& what, const job* current, unix_ms) {
  if (auto fence = check_fence(current, what.attempt); !fence)
    return tl::make_unexpected(std::move(fence.error()));
  for (const auto& lead : what.leads)
    if (lead.row >= current->progress.total)
      return fail(errc::invalid_argument,
                  "There is no row " + std::to_string(lead.row)
                      + ": the job has "
                      + std::to_string(current->progress.total));
  return decision{*current, false, {}};
}

outcome<decision> complete(const job& current, unix_ms now) {
  if (current.phase == job_phase::cancelling)
    return fail(errc::stale, "The job is being cancelled");
  const auto& progress = current.progress;
  if (progress.current < progress.total)
    return fail(errc::conflict,
                std::to_string(progress.total - progress.current) + " of "
                    + std::to_string(progress.total)
                    + " rows are not saved yet");
  return move_to(current, job_phase::done, now, {}, "completed");
}

outcome<decision> give_up(const end_attempt& what, job state, unix_ms now) {
  auto reason = what.error.empty() ? what.code : what.error;
  ++state.failures;
  if (state.failures < state.max_attempts)
    return move_to(std::move(state), job_phase::queued, now, std::move(reason),
                   "tried again");
  state.error = what.error;
  state.code = what.code;
  return move_to(std::move(state), job_phase::failed, now, std::move(reason),
                 "failed");
}

outcome<decision> on(const end_attempt& what, const job* current, unix_ms now) {
  if (auto fence = check_fence(current, what.attempt); !fence)
    return tl::make_unexpected(std::move(fence.error()));
  if (what.how == attempt_end::completed)
    return complete(*current, now);
  if (current->phase == job_phase::cancelling
      || what.how == attempt_end::cancelled)
    return move_to(*current, job_phase::cancelled, now, {},
                   "ended as cancelled: nobody asked for it");
  if (what.how == attempt_end::failed)
    return give_up(what, *current, now);
  return move_to(*current, job_phase::queued, now, "released", "given back");
}

outcome<decision> on(const cancel_job&, const job* current, unix_ms now) {
  if (current == nullptr)
    return no_such_job();
  if (current->phase == job_phase::cancelling)
    return decision{*current, false, {}};
  auto to = status_of(current->phase) == job_status::running
                ? job_phase::cancelling
                : job_phase::cancelled;
  return move_to(*current, to, now, "cancelled by request",
                 "cancelled: it has ended");
}

outcome<decision> on(const fail_job& what, const job* current, unix_ms now) {
  if (current == nullptr)
    return no_such_job();
  if (status_of(current->phase) != job_status::pending)
    return not_from(*current, "failed from outside");
  auto state = *current;
  state.error = what.error;
  state.code = what.code;
  return move_to(std::move(state), job_phase::failed, now, {}, "failed");
}

outcome<decision> on(const probe_write&, const job*, unix_ms) {
  return decision{{}, false, {}};
}

struct name_job {
  const std::string& operator()(const accept_job& x) const {
    return x.draft.id;
  }
  const std::string& operator()(const save_leads& x) const {
    return x.attempt.job;
  }
  const std::string& operator()(const end_attempt& x) const {
    return x.attempt.job;
  }
  const std::string& operator()(const probe_write&) const {
    static const std::string none;
    return none;
  }
  template <class Change>
  const std::string& operator()(const Change& x) const {
    return x.job;
  }
};

} // namespace

const std::string& job_of(const change& what) {
  return std::visit(name_job{}, what);
}

outcome<decision> decide(const change& what, const job* current, unix_ms now) {
  return std::visit([&](const auto& x) { return on(x, current, now); }, what);
}

std::uint32_t& count_of(job_counts& counts, lead_status status) {
  switch (status) {
  case lead_status::saved:
    return counts.saved;
  case lead_status::filtered:
    return counts.filtered;
  case lead_status::failed:
    return counts.failed;
  }
  return counts.failed;
}

job with_saved(job state, const job_counts& added) {
  auto& counts = state.counts;
  counts.saved += added.saved;
  counts.filtered += added.filtered;
  counts.failed += added.failed;
  state.progress.current = counts.saved + counts.filtered + counts.failed;
  return state;
}

outcome<void> check_fence(const job* current, const attempt_ref& attempt) {
  if (current == nullptr)
    return no_such_job();
  if (current->attempt != attempt.number
      || status_of(current->phase) != job_status::running)
    return fail(errc::stale, "Attempt " + std::to_string(attempt.number)
                                 + " is not at work: the job is "
                                 + to_string(current->phase) + " at attempt "
                                 + std::to_string(current->attempt));
  return {};
}

} // namespace leadmill
