#include "actors/recurring.hpp"

#include <algorithm>
#include <utility>

namespace leadmill {

namespace {

void tell(recurring_pointer self, std::size_t at, unix_ms when,
          const outcome<job>& result) {
  auto& state = self->state;
  auto& slot = state.entries[at];
  if (state.note(slot, when, result, self->clock().now())
      && state.options.on_start)
    state.options.on_start(slot.job.name, result);
}

void submit(recurring_pointer self, std::size_t at) {
  auto& state = self->state;
  auto& slot = state.entries[at];
  auto when = *slot.due;
  auto draft = slot.job.make_draft();
  if (!draft)
    return tell(self, at, when, tl::make_unexpected(draft.error()));
  draft->repeat.key =
      "schedule\n" + slot.job.name + "\n" + std::to_string(when);
  slot.submitting = true;
  self->request(state.options.intake, state.options.request_timeout,
                submit_job{std::move(*draft)})
      .then([=](const job& accepted) { tell(self, at, when, accepted); },
            [=](const caf::error& error) {
              tell(self, at, when, tl::make_unexpected(to_problem(error)));
            });
}

void look(recurring_pointer self) {
  auto& state = self->state;
  auto now = state.options.now();
  state.look_at_clock(now);
  auto clock = self->clock().now();
  for (std::size_t at = 0; at < state.entries.size(); ++at) {
    const auto& slot = state.entries[at];
    if (slot.due && !slot.submitting && slot.try_at <= clock)
      submit(self, at);
  }
  self->delayed_send(self, state.pause(now), tick{});
}

} // namespace

void recurring_state::look_at_clock(unix_ms now) {
  for (auto& slot : entries) {
    auto next = slot.job.next(now);
    if (slot.next_at && *slot.next_at <= now) {
      slot.due = slot.next_at;
      slot.failures = 0;
      slot.try_at = {};
      slot.next_at = next;
    } else if (!slot.next_at || (next && *next < *slot.next_at)) {
      slot.next_at = next;
    }
  }
}

bool recurring_state::note(entry& of, unix_ms when, const outcome<job>& result,
                           time_point now) const {
  of.submitting = false;
  if (result) {
    if (of.due == when)
      of.due.reset();
    of.reason.clear();
    return true;
  }
  auto delay = options.max_sleep;
  for (std::uint32_t n = 0; n < of.failures && delay < options.max_backoff; ++n)
    delay = std::min(2 * delay, options.max_backoff);
  ++of.failures;
  of.try_at = now + delay;
  return std::exchange(of.reason, result.error().detail)
         != result.error().detail;
}

std::chrono::milliseconds recurring_state::pause(unix_ms now) const {
  auto out = options.max_sleep;
  for (const auto& slot : entries)
    if (slot.next_at)
      out = std::min(out, std::chrono::milliseconds{*slot.next_at - now});
  return std::max(out, std::chrono::milliseconds{1});
}

ticking_actor::behavior_type recurring(recurring_pointer self,
                                       recurring_options options) {
  auto& state = self->state;
  state.options = std::move(options);
  auto now = state.options.now();
  for (auto& job : std::exchange(state.options.jobs, {})) {
    auto next_at = job.next(now);
    recurring_state::entry fresh;
    fresh.job = std::move(job);
    fresh.next_at = next_at;
    state.entries.push_back(std::move(fresh));
  }
  self->delayed_send(self, state.pause(now), tick{});
  return {
      [self](tick) { look(self); },
  };
}

} // namespace leadmill
