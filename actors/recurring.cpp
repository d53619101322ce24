#include "actors/recurring.hpp"

#include <algorithm>
#include <utility>

namespace leadmill {

namespace {

/// What came of the start at `when` of slot `at`.
void note(recurring_pointer self, std::size_t at, unix_ms when,
          const outcome<job>& result) {
  auto& state = self->state;
  auto& slot = state.entries[at];
  slot.submitting = false;
  if (result && slot.due == when)
    slot.due.reset();
  if (state.options.on_start)
    state.options.on_start(slot.job.name, result);
}

void submit(recurring_pointer self, std::size_t at) {
  auto& state = self->state;
  auto& slot = state.entries[at];
  auto when = *slot.due;
  auto draft = slot.job.make_draft();
  if (!draft)
    return note(self, at, when, tl::make_unexpected(draft.error()));
  draft->repeat.key =
      "schedule\n" + slot.job.name + "\n" + std::to_string(when);
  slot.submitting = true;
  self->request(state.options.intake, state.options.request_timeout,
                submit_job{std::move(*draft)})
      .then([=](const job& accepted) { note(self, at, when, accepted); },
            [=](const caf::error& error) {
              note(self, at, when, tl::make_unexpected(to_problem(error)));
            });
}

void look(recurring_pointer self) {
  auto& state = self->state;
  auto now = state.options.now();
  state.look_at_clock(now);
  for (std::size_t at = 0; at < state.entries.size(); ++at)
    if (state.entries[at].due && !state.entries[at].submitting)
      submit(self, at);
  self->delayed_send(self, state.pause(now), tick{});
}

} // namespace

void recurring_state::look_at_clock(unix_ms now) {
  for (auto& slot : entries) {
    if (!slot.next_at || *slot.next_at > now)
      continue;
    slot.due = slot.next_at;
    slot.next_at = slot.job.next(now);
  }
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
    state.entries.push_back({std::move(job), next_at, {}, false});
  }
  self->delayed_send(self, state.pause(now), tick{});
  return {
      [self](tick) { look(self); },
  };
}

} // namespace leadmill
