#include "actors/outputs/delivery_lane.hpp"

#include <algorithm>
#include <utility>

#include <caf/actor_cast.hpp>
#include <caf/send.hpp>

#include "actors/outputs/delivery_policy.hpp"
#include "actors/outputs/event_body.hpp"
#include "actors/outputs/webhook_call.hpp"
#include "messages/ids.hpp"

namespace leadmill {

namespace {

using stage = output_router_state::stage;

void pause(output_router_pointer self, std::size_t index, stage as,
           std::chrono::milliseconds time) {
  auto& lane = self->state.lanes[index];
  lane.at = as;
  self->delayed_send(self, time, resume_lane{index, ++lane.turn});
}

/// The store could not be read or written: once more after a while.
void rest(output_router_pointer self, std::size_t index, const problem& why) {
  auto& options = self->state.options;
  options.on_problem(self->state.lanes[index].what.name, why);
  pause(self, index, stage::pausing, options.retry_delay);
}

/// Has a change stored, and calls `then`. One that is refused, since things are
/// not as they were, is no reason to worry: another look shows how they are.
template <class F>
void store(output_router_pointer self, std::size_t index, outbox_change what,
           F then) {
  const auto& options = self->state.options;
  self->state.lanes[index].at = stage::storing;
  self->request(options.store, options.request_timeout, std::move(what))
      .then([then](const job&) { then(); },
            [self, index](const caf::error& error) {
              rest(self, index, to_problem(error));
            });
}

/// What came of a try is stored even if the store cannot write for a while: it
/// must not be sent again for that.
void note(output_router_pointer self, std::size_t index, note_delivery what) {
  const auto& options = self->state.options;
  auto& lane = self->state.lanes[index];
  lane.at = stage::storing;
  lane.unsaved = std::move(what);
  self->request(options.store, options.request_timeout,
                outbox_change{*lane.unsaved})
      .then(
          [self, index](const job&) {
            auto& mine = self->state.lanes[index];
            auto saved = std::exchange(mine.unsaved, std::nullopt);
            if (saved->park.empty())
              return look(self, index);
            mine.at = stage::parked;
          },
          [self, index](const caf::error& error) {
            auto why = to_problem(error);
            // It was removed meanwhile.
            if (why.code == errc::not_found)
              self->state.lanes[index].unsaved.reset();
            rest(self, index, why);
          });
}

std::string make_delivery_id(const output_router_options& options) {
  constexpr char digits[] = "0123456789abcdefghijklmnopqrstuv";
  std::string out = "msg_";
  for (int word = 0; word < 2; ++word) {
    auto bits = options.entropy();
    for (int i = 0; i < 12; ++i, bits >>= 5)
      out += digits[bits & 31];
  }
  return out;
}

outbox_change make_delivery(output_router_pointer self, std::size_t index,
                            pending_batch batch) {
  const auto& options = self->state.options;
  const auto& what = self->state.lanes[index].what;
  compose_delivery out;
  out.destination = what.name;
  out.event = *batch.event;
  out.end = batch.end;
  out.erasures = batch.erasures;
  auto is_leads = out.event == event_kind::leads_saved;
  // Nothing that is wanted: the entries go, and nothing is sent.
  if (is_leads && batch.leads.empty())
    return out;
  out.id = make_delivery_id(options);
  out.leads = static_cast<std::uint32_t>(batch.leads.size());
  out.body = is_leads ? leads_body(what, options.now(), batch.leads)
                      : event_body(what, out.event, options.now(), batch.data);
  out.ranges = std::move(batch.ranges);
  return out;
}

void compose(output_router_pointer self, std::size_t index) {
  auto& state = self->state;
  auto& lane = state.lanes[index];
  const auto& what = lane.what;
  auto batch = state.options.reader->pending(
      {what.name, what.batch_leads, what.batch_bytes, what.statuses});
  if (!batch)
    return rest(self, index, batch.error());
  if (!batch->event) {
    lane.at = stage::idle;
    return;
  }
  auto age = std::chrono::milliseconds{state.options.now() - batch->since};
  // A clock that was set back does not say how long they have waited.
  auto is_young = age.count() >= 0 && age < what.batch_age;
  if (!batch->closed && is_young)
    return pause(self, index, stage::idle, what.batch_age - age);
  store(self, index, make_delivery(self, index, std::move(*batch)),
        [self, index] { look(self, index); });
}

/// A person in the body was erased: it is made anew of those who are left.
void recompose(output_router_pointer self, std::size_t index,
               const open_delivery& open) {
  auto& options = self->state.options;
  const auto& what = self->state.lanes[index].what;
  auto left = options.reader->leads_of_delivery(open.id, what.statuses);
  if (!left)
    return rest(self, index, left.error());
  if (left->leads.empty()) {
    note_delivery dead;
    dead.id = open.id;
    dead.attempt = {options.now(), 0, 0, "Its leads are gone", {}};
    dead.state = delivery_state::dead;
    return note(self, index, std::move(dead));
  }
  store(self, index,
        recompose_delivery{
            open.id, leads_body(what, options.now(), left->leads),
            static_cast<std::uint32_t>(left->leads.size()), left->erasures},
        [self, index] { look(self, index); });
}

void send(output_router_pointer self, std::size_t index, open_delivery open) {
  auto& state = self->state;
  auto& lane = state.lanes[index];
  lane.at = stage::sending;
  lane.sent_at = state.options.now();
  ++state.sending;
  auto call = webhook_call(lane.what, lane.keys, open.id, lane.sent_at / 1'000,
                           std::move(open.body));
  open.body.clear();
  lane.current = std::move(open);
  auto& port = lane.what.allow_private ? state.options.any_http
                                       : state.options.public_http;
  auto me = caf::actor_cast<output_router_actor>(self);
  port->send(std::move(call), [me, index,
                               turn = ++lane.turn](http_result result) {
    caf::anon_send(
        me, delivery_came{index, turn,
                          std::make_shared<http_result>(std::move(result))});
  });
}

void go_on(output_router_pointer self, std::size_t index, open_delivery open) {
  auto& state = self->state;
  if (open.body.empty())
    return recompose(self, index, open);
  if (auto left = open.next_at - state.options.now(); left > 0)
    return pause(self, index, stage::pausing, std::chrono::milliseconds{left});
  if (state.sending < state.options.max_sending)
    return send(self, index, std::move(open));
  state.lanes[index].at = stage::in_line;
  state.line.push_back(index);
}

/// Whoever waits longest has the turn that is free.
void give_turn(output_router_pointer self) {
  auto& state = self->state;
  while (!state.line.empty() && state.sending < state.options.max_sending) {
    auto next = state.line.front();
    state.line.pop_front();
    look(self, next);
  }
}

delivery_attempt attempt_of(const output_router_state::lane& lane,
                            const http_result& result, unix_ms now) {
  delivery_attempt out;
  out.at = lane.sent_at;
  out.duration_ms = std::max(now - lane.sent_at, unix_ms{0});
  if (!result) {
    out.error = result.error().detail;
    return out;
  }
  out.status = result->status;
  out.answer = result->body.substr(0, kept_answer_bytes);
  return out;
}

delivery_state state_of(const delivery_verdict& verdict) {
  switch (verdict.what) {
  case delivery_verdict::kind::delivered:
    return delivery_state::delivered;
  case delivery_verdict::kind::dead:
    return delivery_state::dead;
  case delivery_verdict::kind::again:
  case delivery_verdict::kind::parked:
    break;
  }
  return delivery_state::sending;
}

} // namespace

void look(output_router_pointer self, std::size_t index) {
  auto& state = self->state;
  auto open =
      state.options.reader->open_delivery_of(state.lanes[index].what.name);
  if (!open)
    return rest(self, index, open.error());
  state.lanes[index].retrying = *open && (*open)->tries > 0;
  if (*open)
    return go_on(self, index, std::move(**open));
  compose(self, index);
}

void look_soon(output_router_pointer self, std::size_t index) {
  auto& state = self->state;
  auto& lane = state.lanes[index];
  if (lane.at != stage::idle || std::exchange(lane.looks, true))
    return;
  self->delayed_send(self, state.options.look_delay, resume_lane{index, 0});
}

void resume(output_router_pointer self, const resume_lane& what) {
  auto& lane = self->state.lanes[what.lane];
  if (what.turn == 0)
    lane.looks = false;
  else if (what.turn != lane.turn)
    return;
  if (what.turn == 0 && lane.at != stage::idle)
    return;
  ++lane.turn;
  if (lane.unsaved)
    note(self, what.lane, std::move(*lane.unsaved));
  else
    look(self, what.lane);
}

void take_result(output_router_pointer self, const delivery_came& came) {
  auto& state = self->state;
  auto& lane = state.lanes[came.lane];
  if (lane.at != stage::sending || lane.turn != came.turn)
    return;
  --state.sending;
  auto now = state.options.now();
  auto& current = lane.current;
  auto first = current.first_try_at != 0 ? current.first_try_at : lane.sent_at;
  auto verdict = judge_delivery(*came.result, {current.tries + 1, first, now},
                                state.options.entropy());
  note_delivery came_of_it{current.id, attempt_of(lane, *came.result, now),
                           state_of(verdict), verdict.next_at, verdict.park};
  if (came_of_it.state == delivery_state::dead || !verdict.park.empty())
    state.options.on_problem(lane.what.name,
                             {errc::upstream_refused,
                              verdict.park.empty()
                                  ? "Delivery " + current.id + " was given up"
                                  : verdict.park,
                              {},
                              0});
  note(self, came.lane, std::move(came_of_it));
  give_turn(self);
}

} // namespace leadmill
