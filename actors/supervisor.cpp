#include "actors/supervisor.hpp"

#include <utility>

#include <caf/exit_reason.hpp>
#include <caf/send.hpp>

namespace leadmill {

namespace {

void start_what_waits(supervisor_pointer self);

/// Starts what waits after a pause, once however often it is asked.
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

/// An attempt has ended, and `ended` is what was committed: frees its slot, and
/// queues the job again if it is to go on.
void release_slot(supervisor_pointer self, const job& ended) {
  auto& state = self->state;
  state.running.erase(ended.id);
  if (!is_terminal(ended.phase))
    state.queue.push_back({ended.id, ended.attempt});
  answer_drains(self);
  start_what_waits(self);
}

void settle(supervisor_pointer self, attempt_ref ref, attempt_end how,
            std::string error);

/// Looks up how an attempt ended whose actor is gone.
void look_up_end(supervisor_pointer self, attempt_ref ref) {
  const auto& options = self->state.options;
  self->request(options.store, options.request_timeout, get_job{ref.job})
      .then(
          [self, ref](const job& found) {
            auto at_work = found.phase == job_phase::running
                           || found.phase == job_phase::cancelling;
            if (at_work && found.attempt == ref.number)
              settle(self, ref, attempt_end::failed, "The attempt died");
            else
              release_slot(self, found);
          },
          [self, ref](const caf::error& error) {
            if (to_problem(error).code == errc::not_found) {
              self->state.running.erase(ref.job);
              answer_drains(self);
              return;
            }
            self->delayed_send(self, self->state.options.retry_delay,
                               expect_stopped{ref});
          });
}

/// Commits the end of an attempt that has no actor (any more).
void settle(supervisor_pointer self, attempt_ref ref, attempt_end how,
            std::string error) {
  const auto& options = self->state.options;
  auto code = how == attempt_end::failed ? "attempt_failed" : "";
  self->request(options.store, options.request_timeout,
                end_attempt{ref, how, std::move(error), code})
      .then([self](const job& ended) { release_slot(self, ended); },
            [self, ref](const caf::error& failure) {
              if (to_problem(failure).code == errc::stale)
                look_up_end(self, ref);
              else
                self->delayed_send(self, self->state.options.retry_delay,
                                   expect_stopped{ref});
            });
}

/// Commits the end of a cancelled attempt that has no actor here. It takes a
/// slot until then, by which it is found again when the store cannot write.
void settle_cancelled(supervisor_pointer self, attempt_ref ref) {
  self->state.running[ref.job].number = ref.number;
  settle(self, std::move(ref), attempt_end::cancelled, {});
}

/// An attempt was begun: gives it its actor.
void run(supervisor_pointer self, const job& begun) {
  auto& state = self->state;
  auto& attempt = state.running[begun.id];
  attempt.number = begun.attempt;
  if (state.draining) {
    settle(self, {begun.id, begun.attempt}, attempt_end::released, {});
    return;
  }
  attempt.actor = state.options.spawn_job(begun);
  self->monitor(attempt.actor);
}

/// An attempt could not be begun.
void not_begun(supervisor_pointer self, waiting_job next,
               const caf::error& error) {
  auto& state = self->state;
  state.running.erase(next.id);
  switch (to_problem(error).code) {
  case errc::stale:
  case errc::conflict:
  case errc::not_found:
    start_what_waits(self);
    break;
  default:
    state.queue.push_front(std::move(next));
    start_later(self);
  }
  answer_drains(self);
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

caf::result<job> submit(supervisor_pointer self, submit_job& what) {
  auto& state = self->state;
  if (state.draining)
    return make_error(errc::draining, "The server is shutting down; try again "
                                      "when it is back");
  if (state.queue.size() >= state.options.max_waiting)
    return make_error(errc::too_many, "Too many jobs are waiting; try again "
                                      "later");
  auto& draft = what.draft;
  auto bytes = bytes_of(draft);
  if (state.accepting_bytes != 0
      && state.accepting_bytes + bytes > state.options.max_accepting_bytes)
    return make_error(errc::too_many, "Too many rows are being stored; try "
                                      "again in a moment");
  state.accepting_bytes += bytes;
  if (draft.id.empty())
    draft.id =
        make_job_id(draft.type, state.options.now(), state.options.entropy());
  auto answer = self->make_response_promise<job>();
  self->request(state.options.store, state.options.request_timeout,
                accept_job{std::move(draft)})
      .then(
          [self, answer, bytes](job& accepted) mutable {
            self->state.accepting_bytes -= bytes;
            self->state.queue.push_back({accepted.id, accepted.attempt});
            answer.deliver(std::move(accepted));
            start_what_waits(self);
          },
          [self, answer, bytes](caf::error& error) mutable {
            self->state.accepting_bytes -= bytes;
            answer.deliver(std::move(error));
          });
  return answer;
}

/// Stops what is left of a job whose cancellation was committed.
void stop_cancelled(supervisor_pointer self, const job& cancelled) {
  auto& state = self->state;
  state.queue.erase(cancelled.id);
  if (cancelled.phase != job_phase::cancelling)
    return;
  attempt_ref ref{cancelled.id, cancelled.attempt};
  auto place = state.running.find(ref.job);
  if (place == state.running.end()) {
    settle_cancelled(self, ref);
  } else if (place->second.actor) {
    self->send(place->second.actor, stop_attempt{attempt_end::cancelled});
    self->delayed_send(self, state.options.cancel_grace, expect_stopped{ref});
  }
}

caf::result<job> cancel(supervisor_pointer self, cancel_job& what) {
  auto answer = self->make_response_promise<job>();
  const auto& options = self->state.options;
  self->request(options.store, options.request_timeout, std::move(what))
      .then(
          [self, answer](job& cancelled) mutable {
            stop_cancelled(self, cancelled);
            answer.deliver(std::move(cancelled));
          },
          [answer](caf::error& error) mutable {
            answer.deliver(std::move(error));
          });
  return answer;
}

/// An attempt had its time to stop, or its end could not be committed before.
void enforce_stop(supervisor_pointer self, const attempt_ref& ref) {
  auto place = self->state.running.find(ref.job);
  if (place == self->state.running.end() || place->second.number != ref.number)
    return;
  if (place->second.actor)
    self->send_exit(place->second.actor, caf::exit_reason::kill);
  else
    look_up_end(self, ref);
}

caf::result<bool> begin_drain(supervisor_pointer self) {
  auto& state = self->state;
  state.draining = true;
  auto answer = self->make_response_promise<bool>();
  state.drained.push_back(answer);
  for (auto& [id, held] : state.running)
    if (held.actor)
      self->send(held.actor, stop_attempt{attempt_end::released});
  answer_drains(self);
  return answer;
}

void on_down(supervisor_pointer self, const caf::down_msg& down) {
  auto id = self->state.job_of(down.source);
  if (id.empty())
    return;
  auto& attempt = self->state.running[id];
  attempt.actor = nullptr;
  look_up_end(self, {id, attempt.number});
}

/// Takes up what the process before this one left open.
void recover(supervisor_pointer self) {
  auto& state = self->state;
  for (const auto& j : std::exchange(state.options.open_jobs, {})) {
    if (j.phase == job_phase::cancelling)
      settle_cancelled(self, {j.id, j.attempt});
    else
      state.queue.push_back({j.id, j.attempt});
  }
  start_what_waits(self);
}

} // namespace

std::optional<waiting_job> supervisor_state::next_to_start() {
  if (draining || start_pending || running.size() >= options.slots)
    return std::nullopt;
  auto next = queue.pop();
  if (next)
    running.emplace(next->id, attempt{next->attempt, {}});
  return next;
}

std::string supervisor_state::job_of(const caf::actor_addr& address) const {
  for (const auto& [id, held] : running)
    if (held.actor && held.actor.address() == address)
      return id;
  return {};
}

supervisor_actor::behavior_type supervisor(supervisor_pointer self,
                                           supervisor_options options) {
  self->state.options = std::move(options);
  // Job actors end with it: nobody would settle what becomes of them.
  self->set_exit_handler([self](caf::exit_msg& message) {
    for (auto& [id, held] : self->state.running)
      if (held.actor)
        self->send_exit(held.actor, message.reason);
    self->quit(message.reason);
  });
  self->set_down_handler([self](caf::down_msg& down) { on_down(self, down); });
  recover(self);
  return {
      [self](submit_job& what) { return submit(self, what); },
      [self](cancel_job& what) { return cancel(self, what); },
      [self](get_ready what) -> caf::result<bool> {
        if (self->state.draining)
          return make_error(errc::draining, "The server is shutting down");
        return self->delegate(self->state.options.store, what);
      },
      [self](drain) { return begin_drain(self); },
      [self](start_waiting) {
        self->state.start_pending = false;
        start_what_waits(self);
      },
      [self](const expect_stopped& what) { enforce_stop(self, what.attempt); },
  };
}

} // namespace leadmill
