#include "actors/attempts.hpp"

#include <utility>

#include <caf/exit_reason.hpp>

#include "actors/pending.hpp"

namespace leadmill {

namespace {

void look_up_end(supervisor_pointer self, attempt_ref ref);

/// An attempt has ended, and `ended` is what was committed: frees its slot, and
/// takes the job up again if it is to go on.
void release_slot(supervisor_pointer self, const attempt_ref& ref,
                  const job& ended, bool front = false) {
  auto& state = self->state;
  if (state.find(ref) == nullptr)
    return;
  state.running.erase(ref.job);
  take(self, ended, front);
  answer_drains(self);
  start_what_waits(self);
}

/// Commits the end of an attempt that has no actor (any more).
void settle(supervisor_pointer self, attempt_ref ref, stop_attempt as) {
  const auto& options = self->state.options;
  auto front = as.how == attempt_end::died;
  self->request(options.store, options.request_timeout,
                end_attempt{ref, as.how, as.error, as.code, as.retry_at})
      .then([self, ref, front](
                const job& ended) { release_slot(self, ref, ended, front); },
            [self, ref](const caf::error& failure) {
              if (to_problem(failure).code == errc::stale)
                look_up_end(self, ref);
              else
                self->delayed_send(self, self->state.options.retry_delay,
                                   expect_stopped{ref});
            });
}

/// How an attempt ends whose actor did not end it. A backoff counts from now.
stop_attempt end_of(const supervisor_state& state,
                    const supervisor_state::attempt& held) {
  auto out = held.verdict.value_or(stop_attempt{
      attempt_end::failed, "The attempt died", "attempt_failed", 0});
  if (out.how == attempt_end::failed)
    out.retry_at = state.retry_at(held.failures);
  return out;
}

/// Looks up how an attempt ended whose actor is gone.
void look_up_end(supervisor_pointer self, attempt_ref ref) {
  const auto& options = self->state.options;
  self->request(options.store, options.request_timeout, get_job{ref.job})
      .then(
          [self, ref](const job& found) {
            auto* held = self->state.find(ref);
            if (held == nullptr)
              return;
            auto at_work = status_of(found.phase) == job_status::running;
            if (at_work && found.attempt == ref.number)
              settle(self, ref, end_of(self->state, *held));
            else
              release_slot(self, ref, found);
          },
          [self, ref](const caf::error& error) {
            if (to_problem(error).code != errc::not_found) {
              self->delayed_send(self, self->state.options.retry_delay,
                                 expect_stopped{ref});
            } else if (self->state.find(ref) != nullptr) {
              self->state.running.erase(ref.job);
              note_end(self, ref.job);
              answer_drains(self);
              start_what_waits(self);
            }
          });
}

/// Looks at what runs after a while, as long as anything runs.
void watch_later(supervisor_pointer self) {
  auto& state = self->state;
  if (state.running.empty() || std::exchange(state.watching, true))
    return;
  self->delayed_send(self, state.options.silence / 10, watch_attempts{});
}

/// An attempt was begun: gives it its actor.
void run(supervisor_pointer self, const job& begun) {
  auto& state = self->state;
  auto* held = state.find({begun.id, begun.attempt});
  if (held == nullptr)
    return;
  auto& attempt = *held;
  attempt.failures = begun.failures;
  attempt.seen_seq = begun.seq;
  attempt.seen_at = self->clock().now();
  state.board.set_deadline(begun, clocks_of(self));
  sleep_until_due(self);
  if (state.draining) {
    settle(self, {begun.id, begun.attempt}, {attempt_end::released, {}, {}, 0});
    return;
  }
  if (attempt.verdict) {
    settle(self, {begun.id, begun.attempt}, *attempt.verdict);
    return;
  }
  attempt.actor = state.options.spawn_job(begun);
  self->monitor(attempt.actor);
  watch_later(self);
}

/// An attempt could not be begun.
void not_begun(supervisor_pointer self, waiting_job next,
               const caf::error& error) {
  auto& state = self->state;
  if (state.find({next.id, next.attempt + 1}) == nullptr)
    return;
  state.running.erase(next.id);
  switch (to_problem(error).code) {
  case errc::stale:
  case errc::conflict:
    take_up(self, next.id);
    start_what_waits(self);
    break;
  case errc::not_found:
    start_what_waits(self);
    break;
  default:
    state.board.put_back(std::move(next));
    start_later(self);
  }
  answer_drains(self);
}

/// Whether the attempt has committed something since it was looked at last.
bool has_spoken(supervisor_pointer self, supervisor_state::attempt& held,
                const job& found) {
  if (found.seq == held.seen_seq)
    return false;
  held.seen_seq = found.seq;
  held.seen_at = self->clock().now();
  return true;
}

/// An attempt of which nothing has been heard for too long has failed, unless
/// it has committed something just now.
void end_silent(supervisor_pointer self, const attempt_ref& ref,
                const job& found) {
  auto& state = self->state;
  auto* held = state.find(ref);
  if (held == nullptr || !held->actor || held->verdict
      || found.attempt != ref.number || has_spoken(self, *held, found))
    return;
  stop(self, ref.job, *held,
       {attempt_end::failed, "The attempt saved nothing for too long", "silent",
        state.retry_at(held->failures)});
}

/// An attempt commits nothing for too long, and has been asked what it waits
/// for. Unless that is somebody outside, it may have failed.
void judge_silence(supervisor_pointer self, const attempt_ref& ref,
                   bool waits) {
  auto& state = self->state;
  auto* held = state.find(ref);
  if (held == nullptr || !held->actor || held->verdict)
    return;
  if (waits) {
    held->seen_at = self->clock().now();
    return;
  }
  // Whom nobody can look up now is asked again at the next look.
  self->request(state.options.store, state.options.request_timeout,
                get_job{ref.job})
      .then([self, ref](const job& found) { end_silent(self, ref, found); },
            [](const caf::error&) {});
}

void ask_what_it_waits_for(supervisor_pointer self, const attempt_ref& ref,
                           const job_actor& actor) {
  self->request(actor, self->state.options.patience_timeout, ask_patience{})
      .then(
          [self, ref](bool waits) { judge_silence(self, ref, waits); },
          [self, ref](const caf::error&) { judge_silence(self, ref, false); });
}

void look_for_silence(supervisor_pointer self, const attempt_ref& ref,
                      const job& found) {
  auto& state = self->state;
  auto* held = state.find(ref);
  if (held == nullptr || !held->actor || found.attempt != ref.number)
    return;
  if (!has_spoken(self, *held, found) && !held->verdict
      && self->clock().now() - held->seen_at >= state.options.silence)
    ask_what_it_waits_for(self, ref, held->actor);
}

void look_at_attempts(supervisor_pointer self) {
  auto& state = self->state;
  for (const auto& [id, held] : state.running)
    if (held.actor)
      self->request(state.options.store, state.options.request_timeout,
                    get_job{id})
          .then([self, ref = attempt_ref{id, held.number}](
                    const job& found) { look_for_silence(self, ref, found); },
                [](const caf::error&) {});
}

} // namespace

void start_later(supervisor_pointer self) {
  if (std::exchange(self->state.start_pending, true))
    return;
  self->delayed_send(self, self->state.options.retry_delay, start_waiting{});
}

void answer_drains(supervisor_pointer self) {
  auto& state = self->state;
  if (!state.running.empty())
    return;
  for (auto& who : std::exchange(state.drained, {}))
    who.deliver(true);
}

void start_what_waits(supervisor_pointer self) {
  auto& state = self->state;
  while (auto next = state.next_to_start())
    self->request(state.options.store, state.options.request_timeout,
                  begin_attempt{next->id, next->attempt, state.options.node})
        .then([self](const job& begun) { run(self, begun); },
              [self, next = *next](const caf::error& error) {
                not_begun(self, next, error);
              });
}

void stop(supervisor_pointer self, const std::string& id,
          supervisor_state::attempt& held, stop_attempt as) {
  held.verdict = as;
  if (!held.actor)
    return;
  self->send(held.actor, std::move(as));
  self->delayed_send(self, self->state.options.stop_grace,
                     expect_stopped{{id, held.number}});
}

void settle_without_actor(supervisor_pointer self, const job& left,
                          stop_attempt as) {
  self->state.board.remove(left.id);
  auto& held = self->state.running[left.id];
  held.number = left.attempt;
  held.verdict = as;
  settle(self, {left.id, left.attempt}, std::move(as));
}

void enforce_stop(supervisor_pointer self, const attempt_ref& ref) {
  auto* held = self->state.find(ref);
  if (held == nullptr)
    return;
  if (held->actor)
    self->send_exit(held->actor, caf::exit_reason::kill);
  else
    look_up_end(self, ref);
}

void watch(supervisor_pointer self) {
  const auto& options = self->state.options;
  self->state.watching = false;
  // While the store cannot write, nobody can save: that is no silence.
  self->request(options.store, options.request_timeout, get_ready{})
      .then([self](bool) { look_at_attempts(self); },
            [self](const caf::error&) {
              for (auto& [id, held] : self->state.running)
                held.seen_at = self->clock().now();
            });
  watch_later(self);
}

void on_down(supervisor_pointer self, const caf::down_msg& down) {
  auto id = self->state.job_of(down.source);
  if (id.empty())
    return;
  auto& attempt = self->state.running[id];
  attempt.actor = nullptr;
  look_up_end(self, {id, attempt.number});
}

} // namespace leadmill
