#include "actors/intake.hpp"

#include <memory>
#include <utility>

#include "messages/json.hpp"

namespace leadmill {

namespace {

using submission = intake_state::submission;
using submission_ptr = std::shared_ptr<submission>;

void begin(intake_pointer self, submission what);

/// A submission is over: its twins have their turn.
void finish(intake_pointer self, const submission& what) {
  auto& state = self->state;
  --state.in_flight;
  state.accepting_bytes -= what.bytes;
  const auto& key = what.draft.repeat.key;
  auto place = state.twins.find(key);
  if (key.empty() || place == state.twins.end())
    return;
  auto waiting = std::move(place->second);
  state.twins.erase(place);
  for (auto& twin : waiting)
    begin(self, std::move(twin));
}

void succeed(intake_pointer self, const submission_ptr& what, job accepted) {
  what->answer.deliver(std::move(accepted));
  finish(self, *what);
}

void fail(intake_pointer self, const submission_ptr& what, caf::error error) {
  what->answer.deliver(std::move(error));
  finish(self, *what);
}

/// Notes a job that could not be failed for now.
void fail_later(intake_pointer self, fail_job what) {
  auto& state = self->state;
  if (state.unfailed.empty())
    self->delayed_send(self, state.options.retry_delay, tick{});
  state.unfailed.push_back(std::move(what));
}

/// Fails a job that is stored and that nobody sees to its end. `then` hears
/// what comes of it; if the store could not do it, it is tried until it can.
template <class F>
void fail_stored(intake_pointer self, const fail_job& what, F then) {
  const auto& options = self->state.options;
  self->request(options.store, options.request_timeout, what)
      .then([then](const job& failed) { then(outcome<job>{failed}); },
            [self, what, then](const caf::error& error) {
              auto why = to_problem(error);
              if (!is_ours(error) || why.code == errc::unavailable)
                fail_later(self, what);
              then(outcome<job>{tl::make_unexpected(std::move(why))});
            });
}

void fail_again(intake_pointer self) {
  for (auto& what : std::exchange(self->state.unfailed, {}))
    fail_stored(self, what, [](const outcome<job>&) {});
}

/// Fails a job that was stored with another one; `then` is called whatever
/// comes of it.
template <class F>
void drop(intake_pointer self, const std::string& id, F then) {
  fail_stored(self,
              {id, "The job was accepted, but nobody took it in time; retry it",
               "dispatch_failed", false},
              [then](const outcome<job>&) { then(); });
}

/// The first job is with the supervisor: now for the one that waits for it, if
/// there is one. Whoever submitted them is told of the first in any case, since
/// that runs.
void dispatch_follower(intake_pointer self, const submission_ptr& what,
                       const job& accepted) {
  if (what->follower.empty())
    return succeed(self, what, accepted);
  const auto& options = self->state.options;
  auto lose = [=](const caf::error&) {
    drop(self, what->follower, [=] { succeed(self, what, accepted); });
  };
  self->request(options.store, options.look_timeout, get_job{what->follower})
      .then(
          [=](const job& follower) {
            const auto& me = self->state.options;
            self->request(me.supervisor, me.dispatch_timeout,
                          dispatch_job{follower})
                .then([=](bool) { succeed(self, what, accepted); }, lose);
          },
          lose);
}

/// The first job has failed, for want of somebody who takes it.
void fail_both(intake_pointer self, const submission_ptr& what,
               const job& failed) {
  auto refuse = [=] {
    fail(self, what,
         make_error(errc::dispatch_failed,
                    "The job was accepted but could not be started, so it is "
                    "failed: "
                        + failed.id));
  };
  if (what->follower.empty())
    refuse();
  else
    drop(self, what->follower, refuse);
}

/// The first job could not even be failed yet: the other one goes the same way.
void lose_both(intake_pointer self, const submission_ptr& what,
               const problem& why) {
  auto refuse = [=] { fail(self, what, to_error(why)); };
  if (what->follower.empty())
    refuse();
  else
    drop(self, what->follower, refuse);
}

/// The job is stored, but nobody takes it: it fails. If it runs nevertheless,
/// its submission has succeeded.
void give_up(intake_pointer self, const submission_ptr& what,
             const job& accepted) {
  fail_stored(self,
              {accepted.id,
               "The job was accepted, but nobody took it in time; submit it "
               "again",
               "dispatch_failed", true},
              [=](const outcome<job>& failed) {
                if (failed)
                  fail_both(self, what, *failed);
                else if (failed.error().code == errc::conflict)
                  dispatch_follower(self, what, accepted);
                else
                  lose_both(self, what, failed.error());
              });
}

void dispatch(intake_pointer self, const submission_ptr& what,
              const job& accepted) {
  const auto& options = self->state.options;
  self->request(options.supervisor, options.dispatch_timeout,
                dispatch_job{accepted})
      .then([=](bool) { dispatch_follower(self, what, accepted); },
            [=](const caf::error&) { give_up(self, what, accepted); });
}

/// Fills in what a draft, and that of the job which follows it, leave open.
void complete(job_draft& draft, const intake_options& options) {
  if (draft.id.empty())
    draft.id = make_job_id(draft.type, options.now(), options.entropy());
  if (draft.timeout_s == 0)
    draft.timeout_s = options.timeout_s;
  for (auto& next : draft.then) {
    next.id = follower_id(draft.id);
    complete(next, options);
  }
}

/// What cannot be taken is refused; but the repeat of what was accepted before
/// must hear of that, so the store is asked whether it is one.
void refuse(intake_pointer self, const submission_ptr& what, problem why) {
  if (what->draft.repeat.key.empty())
    return fail(self, what, to_error(why));
  job_draft repeat;
  repeat.id = "-";
  repeat.repeat = what->draft.repeat;
  const auto& options = self->state.options;
  self->request(options.store, options.request_timeout,
                accept_job{std::move(repeat), std::move(why)})
      .then([=](const job& known) { succeed(self, what, known); },
            [=](const caf::error& error) {
              fail(self, what, to_error(to_problem(error)));
            });
}

void accept(intake_pointer self, const submission_ptr& what) {
  auto& options = self->state.options;
  auto& draft = what->draft;
  complete(draft, options);
  if (!draft.then.empty())
    what->follower = draft.then.front().id;
  auto repeat = draft.repeat;
  auto id = draft.id;
  auto moved = std::move(draft);
  draft = {};
  draft.repeat = std::move(repeat);
  self->request(options.store, options.request_timeout,
                accept_job{std::move(moved)})
      .then(
          [=](const job& accepted) {
            // Another id: the repeat of what was accepted before.
            if (accepted.id != id)
              succeed(self, what, accepted);
            else
              dispatch(self, what, accepted);
          },
          [=](const caf::error& error) {
            if (is_ours(error))
              return fail(self, what, error);
            // No answer: perhaps it was stored, and nobody would know of it.
            job unknown;
            unknown.id = id;
            give_up(self, what, unknown);
          });
}

/// Asks whether the source of a scraping job may be asked, and goes on.
void check_source(intake_pointer self, const submission_ptr& what) {
  const auto& options = self->state.options;
  const auto& draft = what->draft;
  if (!draft.scrape)
    return accept(self, what);
  auto source = options.sources.find(draft.scrape->source);
  if (source == options.sources.end())
    return refuse(
        self, what,
        {errc::invalid_argument,
         "There is no source \"" + draft.scrape->source + "\" that is enabled",
         {},
         0});
  self->request(source->second, options.look_timeout, get_allowance{})
      .then([=](bool) { accept(self, what); },
            [=](const caf::error& error) {
              refuse(self, what, to_problem(error));
            });
}

/// Why nothing is taken at the moment, if so.
std::optional<problem> closed(const intake_state& state,
                              intake_state::time_point now, std::size_t bytes) {
  if (auto left = state.cools_for(now); left.count() > 0) {
    auto seconds = static_cast<std::uint32_t>(left.count());
    return problem{errc::cooling_down,
                   "Too much goes wrong outside; new jobs are taken again in "
                       + std::to_string(seconds) + " s",
                   {},
                   seconds};
  }
  if (state.accepting_bytes != 0
      && state.accepting_bytes + bytes > state.options.max_accepting_bytes)
    return problem{errc::too_many,
                   "Too many rows are being stored; try again in a moment",
                   {},
                   0};
  return std::nullopt;
}

/// Asks whether there is room, and goes on.
void begin(intake_pointer self, submission fresh) {
  auto& state = self->state;
  const auto& key = fresh.draft.repeat.key;
  if (!key.empty()) {
    auto [place, first] = state.twins.try_emplace(key);
    if (!first) {
      place->second.push_back(std::move(fresh));
      return;
    }
  }
  auto what = std::make_shared<submission>(std::move(fresh));
  auto others = state.in_flight++;
  if (auto why = closed(state, self->clock().now(), what->bytes)) {
    what->bytes = 0;
    return refuse(self, what, std::move(*why));
  }
  state.accepting_bytes += what->bytes;
  const auto& options = state.options;
  self->request(options.supervisor, options.dispatch_timeout,
                reserve_place{others})
      .then([=](bool) { check_source(self, what); },
            [=](const caf::error& error) {
              refuse(self, what, to_problem(error));
            });
}

caf::result<job> submit(intake_pointer self, submit_job& what) {
  auto bytes = bytes_of(what.draft);
  auto answer = self->make_response_promise<job>();
  begin(self, {std::move(what.draft), bytes, answer, {}});
  return answer;
}

} // namespace

void intake_state::note_trouble(time_point now) {
  if (options.cooldown_errors == 0 || cools_for(now).count() > 0)
    return;
  troubles.add(now);
  if (troubles.count(now) < options.cooldown_errors)
    return;
  troubles.clear();
  cooled_at = now + options.cooldown;
  if (!options.tell)
    return;
  auto seconds = std::chrono::ceil<std::chrono::seconds>(options.cooldown);
  std::string data;
  object_writer object{data};
  object.add_number("seconds", seconds.count());
  object.add("reason", "Too much goes wrong outside");
  object.close();
  options.tell({event_kind::system_paused, std::move(data), {}});
}

std::chrono::seconds intake_state::cools_for(time_point now) const {
  return cooled_at && *cooled_at > now
             ? std::chrono::ceil<std::chrono::seconds>(*cooled_at - now)
             : std::chrono::seconds{0};
}

intake_actor::behavior_type intake(intake_pointer self,
                                   intake_options options) {
  auto& state = self->state;
  state.options = std::move(options);
  state.troubles = {std::chrono::seconds{60}, state.options.cooldown_errors};
  return {
      [self](submit_job& what) { return submit(self, what); },
      [self](note_trouble) { self->state.note_trouble(self->clock().now()); },
      [self](tick) { fail_again(self); },
  };
}

} // namespace leadmill
