#include "actors/intake.hpp"

#include <memory>
#include <utility>

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

/// The job is stored, but nobody takes it: it fails. If it runs nevertheless,
/// its submission has succeeded.
void give_up(intake_pointer self, const submission_ptr& what,
             const job& accepted) {
  const auto& options = self->state.options;
  self->request(options.store, options.request_timeout,
                fail_job{accepted.id,
                         "The job was accepted, but nobody took "
                         "it in time; submit it again",
                         "dispatch_failed", true})
      .then(
          [=](const job& failed) {
            fail(self, what,
                 make_error(errc::dispatch_failed,
                            "The job was accepted but could not be started, "
                            "so it is failed: "
                                + failed.id));
          },
          [=](const caf::error& error) {
            if (to_problem(error).code == errc::conflict)
              succeed(self, what, accepted);
            else
              fail(self, what, to_error(to_problem(error)));
          });
}

void dispatch(intake_pointer self, const submission_ptr& what,
              const job& accepted) {
  const auto& options = self->state.options;
  self->request(options.supervisor, options.dispatch_timeout,
                dispatch_job{accepted})
      .then([=](bool) { succeed(self, what, accepted); },
            [=](const caf::error&) { give_up(self, what, accepted); });
}

void accept(intake_pointer self, const submission_ptr& what) {
  auto& options = self->state.options;
  auto& draft = what->draft;
  if (draft.id.empty())
    draft.id = make_job_id(draft.type, options.now(), options.entropy());
  if (draft.timeout_s == 0)
    draft.timeout_s = options.timeout_s;
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
  state.accepting_bytes += what->bytes;
  const auto& options = state.options;
  self->request(options.supervisor, options.dispatch_timeout,
                reserve_place{others})
      .then([=](bool) { accept(self, what); },
            [=](const caf::error& error) {
              fail(self, what, to_error(to_problem(error)));
            });
}

caf::result<job> submit(intake_pointer self, submit_job& what) {
  auto& state = self->state;
  auto bytes = bytes_of(what.draft);
  if (state.accepting_bytes != 0
      && state.accepting_bytes + bytes > state.options.max_accepting_bytes)
    return make_error(errc::too_many, "Too many rows are being stored; try "
                                      "again in a moment");
  auto answer = self->make_response_promise<job>();
  begin(self, {std::move(what.draft), bytes, answer});
  return answer;
}

} // namespace

intake_actor::behavior_type intake(intake_pointer self,
                                   intake_options options) {
  self->state.options = std::move(options);
  return {
      [self](submit_job& what) { return submit(self, what); },
  };
}

} // namespace leadmill
