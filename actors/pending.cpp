#include "actors/pending.hpp"

#include <algorithm>
#include <utility>

#include "actors/attempts.hpp"

namespace leadmill {

namespace {

using std::chrono::milliseconds;

std::int64_t steady_ms(supervisor_pointer self) {
  auto since = self->clock().now().time_since_epoch();
  return std::chrono::duration_cast<milliseconds>(since).count();
}

/// What came of a job that was due, or whose wait may have been over.
void settled(supervisor_pointer self, const job& j) {
  auto& state = self->state;
  if (j.phase != job_phase::waiting) {
    state.board.remove(j.id);
    take(self, j);
  }
  start_what_waits(self);
}

/// It could not be committed; if the store cannot write now, then later.
void not_settled(supervisor_pointer self, std::string id,
                 const caf::error& error) {
  auto& state = self->state;
  switch (to_problem(error).code) {
  case errc::stale:
  case errc::conflict:
    take_up(self, id);
    break;
  case errc::not_found:
    note_end(self, id);
    break;
  default:
    state.to_settle.push_back(std::move(id));
    start_later(self);
  }
}

template <class Change>
void settle_one(supervisor_pointer self, std::string id) {
  const auto& options = self->state.options;
  ++self->state.settling;
  self->request(options.store, options.request_timeout, Change{id})
      .then(
          [self](const job& j) {
            --self->state.settling;
            settled(self, j);
            settle_next(self);
          },
          [self, id](const caf::error& error) {
            --self->state.settling;
            not_settled(self, id, error);
            settle_next(self);
          });
}

void end_overdue(supervisor_pointer self, const std::string& id);

/// A job that is out of time could not be failed as it stands.
void not_ended(supervisor_pointer self, const std::string& id,
               const caf::error& error) {
  auto& state = self->state;
  switch (to_problem(error).code) {
  case errc::conflict: // it runs by now, or has ended
    if (state.running.contains(id))
      end_overdue(self, id);
    else
      take_up(self, id);
    break;
  case errc::not_found:
    note_end(self, id);
    break;
  default:
    state.board.postpone_deadline(id, clocks_of(self),
                                  state.options.retry_delay.count());
    sleep_until_due(self);
  }
}

/// Ends a job that is out of time.
void end_overdue(supervisor_pointer self, const std::string& id) {
  auto& state = self->state;
  const std::string error = "The job did not end within its time";
  auto held = state.running.find(id);
  if (held != state.running.end()) {
    stop(self, id, held->second,
         {attempt_end::given_up, error, "timed_out", 0});
    return;
  }
  const auto& options = state.options;
  self->request(options.store, options.request_timeout,
                fail_job{id, error, "timed_out", false})
      .then([self](const job& failed) { take(self, failed); },
            [self, id](const caf::error& why) { not_ended(self, id, why); });
}

} // namespace

two_clocks clocks_of(supervisor_pointer self) {
  return {self->state.options.now(), steady_ms(self)};
}

void sleep_until_due(supervisor_pointer self) {
  auto& state = self->state;
  auto next = state.board.until_next(clocks_of(self));
  if (!next || state.draining)
    return;
  auto delay = std::min(milliseconds{*next}, state.options.max_sleep);
  auto when = self->clock().now() + delay;
  if (state.wake_at && *state.wake_at <= when)
    return;
  state.wake_at = when;
  self->delayed_send(self, delay, wake{});
}

void note_end(supervisor_pointer self, const std::string& id) {
  auto& state = self->state;
  state.board.remove(id);
  state.board.clear_deadline(id);
  for (auto& child : state.board.children_of(id))
    state.to_settle.push_back(std::move(child));
  settle_next(self);
}

void take(supervisor_pointer self, const job& j, bool front) {
  auto& state = self->state;
  if (is_terminal(j.phase))
    return note_end(self, j.id);
  // An attempt that holds a slot is looked up when it ends, and then what the
  // job has become since.
  if (state.running.contains(j.id))
    return;
  auto now = clocks_of(self);
  state.board.set_deadline(j, now);
  state.board.place(j, now, front);
  sleep_until_due(self);
}

void take_up(supervisor_pointer self, const std::string& id) {
  const auto& options = self->state.options;
  self->request(options.store, options.request_timeout, get_job{id})
      .then(
          [self](const job& found) {
            auto at_work = status_of(found.phase) == job_status::running;
            if (!at_work)
              take(self, found);
            else if (!self->state.running.contains(found.id))
              settle_without_actor(self, found, {attempt_end::died, {}, {}, 0});
            start_what_waits(self);
          },
          [](const caf::error&) {
            // Gone, or it is found again by the next start of the process.
          });
}

void look_at_wait(supervisor_pointer self, const std::string& id) {
  self->state.to_settle.push_back(id);
  settle_next(self);
}

void settle_next(supervisor_pointer self) {
  auto& state = self->state;
  while (!state.to_settle.empty() && !state.draining && !state.start_pending
         && state.settling < state.options.max_settling) {
    auto id = std::move(state.to_settle.front());
    state.to_settle.pop_front();
    if (state.board.waits_for_other(id))
      settle_one<release_job>(self, std::move(id));
    else
      settle_one<queue_job>(self, std::move(id));
  }
}

void look_at_clocks(supervisor_pointer self) {
  auto& state = self->state;
  // Only the wake that is waited for: an earlier one has taken its place.
  if (!state.wake_at || self->clock().now() < *state.wake_at)
    return;
  state.wake_at.reset();
  if (state.draining)
    return;
  constexpr std::size_t at_once = 1'000;
  auto now = clocks_of(self);
  for (auto& id : state.board.take_overdue(now, at_once))
    end_overdue(self, id);
  for (auto& id : state.board.take_due(now, at_once))
    state.to_settle.push_back(std::move(id));
  settle_next(self);
  sleep_until_due(self);
}

} // namespace leadmill
