#include "store/transition.hpp"

#include <utility>
#include <variant>

#include "store/attempt_end.hpp"
#include "store/new_job.hpp"
#include "store/scraping.hpp"
#include "store/waiting.hpp"

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

/// The first phase of `state`, which has not had its turn yet.
outcome<decision> place(job state, const job* parent, unix_ms now) {
  if (state.after.empty()) {
    make_ready(state, now);
    return decision{std::move(state), true, {}};
  }
  if (parent == nullptr)
    return fail(errc::not_found,
                "There is no job " + state.after + " to wait for");
  auto wait = look_at(parent, state.policy);
  if (wait == wait_state::in_vain)
    return fail(errc::conflict, say_parent(state.after, parent)
                                    + "; it can no longer end as asked");
  state.phase = job_phase::waiting;
  if (wait == wait_state::over)
    make_ready(state, now);
  auto takes = state.takes_rows && wait == wait_state::over;
  return decision{std::move(state), true, {}, takes};
}

outcome<decision> on(const accept_job& what, const job* current,
                     const job* parent, unix_ms now) {
  if (what.refusal)
    return tl::make_unexpected(*what.refusal);
  auto state = new_job(what.draft, now);
  if (!state)
    return tl::make_unexpected(std::move(state.error()));
  if (current != nullptr)
    return fail(errc::conflict, "There is already a job " + what.draft.id);
  return place(std::move(*state), parent, now);
}

outcome<decision> on(const begin_attempt& what, const job* current, const job*,
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
  auto& state = next->state;
  if (state.started_at == 0)
    state.started_at = now;
  if (state.deadline_at == 0 && state.timeout_s != 0)
    state.deadline_at = now + state.timeout_s * unix_ms{1000};
  state.run_at = 0;
  state.saved_since_start = false;
  ++state.attempt;
  state.node = what.node;
  return next;
}

outcome<decision> on(const save_leads& what, const job* current, const job*,
                     unix_ms) {
  if (auto fence = check_fence(current, what.attempt); !fence)
    return tl::make_unexpected(std::move(fence.error()));
  if (current->type == job_type::scraping)
    return fail(errc::conflict, "A scraping job saves pages, not rows");
  for (const auto& lead : what.leads)
    if (lead.row >= current->progress.total)
      return fail(errc::invalid_argument,
                  "There is no row " + std::to_string(lead.row)
                      + ": the job has "
                      + std::to_string(current->progress.total));
  return decision{*current, false, {}};
}

outcome<decision> decide_page(const save_page& what, const job* current,
                              const scrape_progress* scrape) {
  if (auto fence = check_fence(current, what.attempt); !fence)
    return tl::make_unexpected(std::move(fence.error()));
  if (scrape == nullptr)
    return fail(errc::conflict, "Only a scraping job saves pages");
  return check_page(*scrape, what.page).map([&] {
    return decision{*current, false, {}};
  });
}

outcome<decision> on(const cancel_job&, const job* current, const job*,
                     unix_ms now) {
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

outcome<decision> on(const fail_job& what, const job* current, const job*,
                     unix_ms now) {
  if (current == nullptr)
    return no_such_job();
  if (status_of(current->phase) != job_status::pending)
    return not_from(*current, "failed from outside");
  auto state = *current;
  state.error = what.error;
  state.code = what.code;
  return move_to(std::move(state), job_phase::failed, now, what.error,
                 "failed");
}

outcome<decision> on(const queue_job&, const job* current, const job*,
                     unix_ms now) {
  if (current == nullptr)
    return no_such_job();
  if (current->phase != job_phase::scheduled
      && current->phase != job_phase::retrying)
    return not_from(*current, "queued");
  auto state = *current;
  state.run_at = 0;
  return move_to(std::move(state), job_phase::queued, now, "due", "queued");
}

outcome<decision> on(const release_job&, const job* current, const job* parent,
                     unix_ms now) {
  if (current == nullptr)
    return no_such_job();
  if (current->phase != job_phase::waiting)
    return not_from(*current, "released");
  auto state = *current;
  switch (look_at(parent, state.policy)) {
  case wait_state::goes_on:
    return decision{std::move(state), false, {}};
  case wait_state::in_vain: {
    state.error = say_parent(state.after, parent);
    state.code = "skipped";
    auto reason = state.error;
    return move_to(std::move(state), job_phase::skipped, now, std::move(reason),
                   "skipped");
  }
  case wait_state::over:
    break;
  }
  auto ready = state;
  make_ready(ready, now);
  state.run_at = ready.run_at;
  auto next = move_to(std::move(state), ready.phase, now,
                      "what it waited for ended", "queued");
  if (next)
    next->takes_rows = ready.takes_rows;
  return next;
}

/// Whether the job had no turn yet, and so may still have to wait for another.
bool waits_still(const job& state) {
  return !state.after.empty() && state.attempt == 0
         && (!state.takes_rows || state.progress.total == 0);
}

outcome<decision> on(const retry_job&, const job* current, const job* parent,
                     unix_ms now) {
  if (current == nullptr)
    return no_such_job();
  auto again = current->phase == job_phase::failed
               || current->phase == job_phase::cancelled
               || (current->phase == job_phase::done && has_input_rows(*current)
                   && current->counts.failed != 0);
  if (!again)
    return not_from(*current, current->phase == job_phase::done
                                  ? "retried: no lead of it failed"
                                  : "retried");
  auto state = *current;
  if (has_input_rows(state)) {
    state.progress.current -= state.counts.failed;
    state.counts.failed = 0;
  }
  state.failures = 0;
  state.deaths = 0;
  state.error.clear();
  state.code.clear();
  state.run_at = 0;
  state.deadline_at = 0;
  state.completed_at = 0;
  if (!waits_still(state))
    return move_to(std::move(state), job_phase::queued, now,
                   "retried by request", "retried");
  if (parent == nullptr)
    return fail(errc::conflict,
                say_parent(state.after, parent) + "; submit the job again");
  auto from = state.phase;
  auto next = place(std::move(state), parent, now);
  if (!next)
    return next;
  if (!may_follow(from, next->state.phase))
    return not_from(*current, "retried");
  next->reason = "retried by request";
  return next;
}

outcome<decision> on(const erase_leads&, const job* current, const job*,
                     unix_ms) {
  if (current == nullptr)
    return no_such_job();
  return decision{*current, false, {}};
}

/// Changes that are about no job are never refused.
outcome<decision> decide_none() { return decision{{}, false, {}}; }

const std::string& no_id() {
  static const std::string none;
  return none;
}

/// Which job a change is about, by the member that says so.
struct name_job {
  const std::string& operator()(const accept_job& x) const {
    return x.draft.id;
  }
  template <class Change>
  const std::string& operator()(const Change& x) const {
    if constexpr (requires { x.attempt.job; })
      return x.attempt.job;
    else if constexpr (requires { x.job; })
      return x.job;
    else
      return no_id();
  }
};

/// Asks whoever decides changes of a kind.
struct deciding {
  const job* current;
  const job* parent;
  const scrape_progress* scrape;
  unix_ms now;

  outcome<decision> operator()(const save_page& x) const {
    return decide_page(x, current, scrape);
  }
  outcome<decision> operator()(const end_attempt& x) const {
    return decide_end(x, current, scrape, now);
  }
  template <class Change>
  outcome<decision> operator()(const Change& x) const {
    if constexpr (requires { on(x, current, parent, now); })
      return on(x, current, parent, now);
    else
      return decide_none();
  }
};

} // namespace

outcome<decision> move_to(job state, job_phase to, unix_ms now,
                          std::string reason, const char* wish) {
  if (!may_follow(state.phase, to))
    return not_from(state, wish);
  state.phase = to;
  if (is_terminal(to)) {
    state.completed_at = now;
    state.run_at = 0;
    state.deadline_at = 0;
  }
  if (status_of(to) == job_status::pending)
    state.node.clear();
  return decision{std::move(state), true, std::move(reason)};
}

const std::string& job_of(const change& what) {
  return std::visit(name_job{}, what);
}

const std::string& parent_of(const change& what, const job* current) {
  if (auto* accept = std::get_if<accept_job>(&what))
    return accept->draft.after;
  auto asks = std::holds_alternative<release_job>(what)
              || std::holds_alternative<retry_job>(what);
  return asks && current != nullptr ? current->after : no_id();
}

bool asks_for_scrape(const change& what, const job* current) {
  if (current == nullptr || current->type != job_type::scraping)
    return false;
  auto* end = std::get_if<end_attempt>(&what);
  return std::holds_alternative<save_page>(what)
         || (end != nullptr && end->how == attempt_end::completed);
}

outcome<decision> decide(const change& what, const job* current,
                         const job* parent, unix_ms now,
                         const scrape_progress* scrape) {
  return std::visit(deciding{current, parent, scrape, now}, what);
}

outcome<two_decisions> decide_both(const accept_job& what,
                                   const accept_job& then,
                                   const find_known& find, unix_ms now) {
  auto first = decide(what, find(what.draft.id), find(what.draft.after), now);
  if (!first)
    return tl::make_unexpected(std::move(first.error()));
  auto second = decide(then, find(then.draft.id), &first->state, now);
  if (!second)
    return tl::make_unexpected(std::move(second.error()));
  return two_decisions{std::move(*first), std::move(*second)};
}

bool has_input_rows(const job& state) {
  return state.type == job_type::enrichment;
}

problem key_was_reused() {
  return {errc::key_reused,
          "This idempotency key came with another request before; a new "
          "request needs a new key",
          {}};
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
  if (added == job_counts{})
    return state;
  auto& counts = state.counts;
  state.saved_since_start = true;
  state.deaths = 0;
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
