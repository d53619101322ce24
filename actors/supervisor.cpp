#include "actors/supervisor.hpp"

#include <algorithm>
#include <string_view>
#include <unordered_set>
#include <utility>

#include "actors/attempts.hpp"
#include "actors/pending.hpp"

namespace leadmill {

namespace {

caf::error too_many_waiting() {
  return make_error(errc::too_many, "Too many jobs are waiting; try again "
                                    "later");
}

caf::result<bool> reserve(supervisor_state& state, std::size_t in_flight) {
  if (state.draining)
    return make_error(errc::draining, "The server is shutting down; try again "
                                      "when it is back");
  if (state.board.size() + in_flight >= state.options.max_waiting)
    return too_many_waiting();
  return true;
}

/// A job that was accepted just now. What it waits for may have ended between
/// that commit and this moment, unnoticed: so that is looked at.
bool dispatch(supervisor_pointer self, const job& accepted) {
  take(self, accepted);
  if (self->state.board.waits_for_other(accepted.id))
    look_at_wait(self, accepted.id);
  start_what_waits(self);
  return true;
}

/// Stops what is left of a job whose cancellation was committed.
void stop_cancelled(supervisor_pointer self, const job& cancelled) {
  auto& state = self->state;
  if (cancelled.phase != job_phase::cancelling) {
    note_end(self, cancelled.id);
    return;
  }
  stop_attempt as{attempt_end::cancelled, {}, {}, 0};
  auto held = state.running.find(cancelled.id);
  if (held == state.running.end())
    settle_without_actor(self, cancelled, std::move(as));
  else
    stop(self, cancelled.id, held->second, std::move(as));
}

/// Asks for a change and answers with what `then(self, committed)` makes of it.
template <class Answer, class Change, class F>
caf::result<Answer> change_and(supervisor_pointer self, Change& what, F then) {
  auto answer = self->make_response_promise<Answer>();
  const auto& options = self->state.options;
  self->request(options.store, options.request_timeout, std::move(what))
      .then(
          [self, answer, then](job& committed) mutable {
            answer.deliver(then(self, committed));
          },
          [answer](const caf::error& error) mutable {
            answer.deliver(to_error(to_problem(error)));
          });
  return answer;
}

job on_cancelled(supervisor_pointer self, job& cancelled) {
  stop_cancelled(self, cancelled);
  return std::move(cancelled);
}

job on_retried(supervisor_pointer self, job& retried) {
  // Its last end may not have been noticed yet.
  self->state.board.clear_deadline(retried.id);
  dispatch(self, retried);
  return std::move(retried);
}

caf::result<bool> pause(supervisor_pointer self, set_paused& what) {
  auto wanted = what;
  return change_and<bool>(self, what, [wanted](supervisor_pointer me, job&) {
    auto& paused = me->state.options.paused;
    if (wanted.type != job_type::scraping)
      paused.enrichment = wanted.paused;
    if (wanted.type != job_type::enrichment)
      paused.scraping = wanted.paused;
    start_what_waits(me);
    return true;
  });
}

caf::result<bool> begin_drain(supervisor_pointer self) {
  auto& state = self->state;
  state.draining = true;
  auto answer = self->make_response_promise<bool>();
  state.drained.push_back(answer);
  for (auto& [id, held] : state.running)
    if (held.actor && !held.verdict)
      self->send(held.actor, stop_attempt{attempt_end::released, {}, {}, 0});
  answer_drains(self);
  return answer;
}

/// Takes up what the process before this one left open: first what was at work,
/// whose attempts have died with it.
void recover(supervisor_pointer self) {
  auto& state = self->state;
  auto left = std::exchange(state.options.open_jobs, {});
  std::unordered_set<std::string_view> open;
  for (const auto& j : left)
    open.insert(j.id);
  for (const auto& j : left) {
    if (status_of(j.phase) == job_status::running) {
      auto how = j.phase == job_phase::running ? attempt_end::died
                                               : attempt_end::cancelled;
      settle_without_actor(self, j, {how, {}, {}, 0});
      continue;
    }
    take(self, j);
    if (j.phase == job_phase::waiting && !open.contains(j.after))
      state.to_settle.push_back(j.id);
  }
  settle_next(self);
  start_what_waits(self);
}

} // namespace

start_permit supervisor_state::permit() const {
  std::size_t large = 0, enrichment = 0, scraping = 0;
  for (const auto& [id, held] : running) {
    large += held.large ? 1 : 0;
    ++(held.type == job_type::enrichment ? enrichment : scraping);
  }
  auto full = [](std::size_t bound, std::size_t used) {
    return bound != 0 && used >= bound;
  };
  start_permit out;
  auto forbid = [&](job_type type) {
    out.forbid(type, false);
    out.forbid(type, true);
  };
  if (options.paused.enrichment || full(options.enrichment_slots, enrichment))
    forbid(job_type::enrichment);
  if (options.paused.scraping || full(options.scraping_slots, scraping))
    forbid(job_type::scraping);
  if (options.slots > 1 && large >= options.slots - 1) {
    out.forbid(job_type::enrichment, true);
    out.forbid(job_type::scraping, true);
  }
  return out;
}

bool supervisor_state::recovers() const {
  return std::any_of(running.begin(), running.end(), [](const auto& entry) {
    const auto& verdict = entry.second.verdict;
    return verdict && verdict->how == attempt_end::died;
  });
}

std::optional<waiting_job> supervisor_state::next_to_start() {
  if (draining || start_pending || recovers()
      || running.size() >= options.slots)
    return std::nullopt;
  auto next = board.next(permit());
  if (!next)
    return next;
  attempt fresh;
  fresh.number = next->attempt + 1;
  fresh.type = next->type;
  fresh.large = next->large;
  running.emplace(next->id, std::move(fresh));
  return next;
}

std::string supervisor_state::job_of(const caf::actor_addr& address) const {
  for (const auto& [id, held] : running)
    if (held.actor && held.actor.address() == address)
      return id;
  return {};
}

supervisor_state::attempt* supervisor_state::find(const attempt_ref& ref) {
  auto place = running.find(ref.job);
  return place != running.end() && place->second.number == ref.number
             ? &place->second
             : nullptr;
}

unix_ms supervisor_state::retry_at(std::uint32_t failures_before) const {
  return options.now()
         + retry_delay_ms(failures_before + 1, options.retry,
                          options.entropy());
}

supervisor_actor::behavior_type supervisor(supervisor_pointer self,
                                           supervisor_options options) {
  self->state.options = std::move(options);
  self->state.board = job_board{self->state.options.board};
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
      [self](reserve_place what) {
        return reserve(self->state, what.in_flight);
      },
      [self](const dispatch_job& what) {
        return dispatch(self, what.accepted);
      },
      [self](cancel_job& what) {
        return change_and<job>(self, what, on_cancelled);
      },
      [self](retry_job& what) -> caf::result<job> {
        if (self->state.board.size() >= self->state.options.max_waiting)
          return too_many_waiting();
        return change_and<job>(self, what, on_retried);
      },
      [self](set_paused& what) { return pause(self, what); },
      [self](get_ready what) -> caf::result<bool> {
        if (self->state.draining)
          return make_error(errc::draining, "The server is shutting down");
        return self->delegate(self->state.options.store, what);
      },
      [self](drain) { return begin_drain(self); },
      [self](start_waiting) {
        self->state.start_pending = false;
        settle_next(self);
        start_what_waits(self);
      },
      [self](const expect_stopped& what) { enforce_stop(self, what.attempt); },
      [self](wake) { look_at_clocks(self); },
      [self](watch_attempts) { watch(self); },
  };
}

} // namespace leadmill
