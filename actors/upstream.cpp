#include "actors/upstream.hpp"

#include <algorithm>
#include <utility>

#include "actors/upstream_kept.hpp"
#include "actors/upstream_replies.hpp"
#include "actors/upstream_turns.hpp"

namespace leadmill {

namespace {

using question = upstream_state::question;

void note_asker(upstream_pointer self, std::uint64_t number, question& what,
                upstream_state::asker who, std::string subject) {
  auto [place, fresh] = self->state.by_who.try_emplace(who.who);
  if (fresh)
    self->monitor(who.who);
  place->second.insert(number);
  what.askers.push_back(std::move(who));
  auto& all = what.subjects;
  if (!subject.empty()
      && std::find(all.begin(), all.end(), subject) == all.end())
    all.push_back(std::move(subject));
}

caf::result<upstream_answer> ask(upstream_pointer self, upstream_ask& asks) {
  auto& state = self->state;
  auto made = state.options.render(asks);
  if (!made)
    return to_error(made.error());
  // The promise takes the sender with it.
  auto sender = caf::actor_cast<caf::actor_addr>(self->current_sender());
  auto answer = self->make_response_promise<upstream_answer>();
  auto [place, fresh] =
      state.by_key.try_emplace(made->key, state.last_number + 1);
  auto number = place->second;
  auto& what = state.questions[number];
  note_asker(self, number, what, {answer, sender}, std::move(asks.subject));
  if (!fresh)
    return answer;
  ++state.last_number;
  what.request = asks.request;
  what.job = std::move(asks.attempt.job);
  what.what = std::move(*made);
  if (state.options.bounds.cache_seconds != 0) {
    look_for_kept(self, number);
  } else {
    state.enqueue(number, what);
    pump(self);
  }
  return answer;
}

void on_down(upstream_pointer self, const caf::down_msg& down) {
  auto& state = self->state;
  for (auto call : state.abandon(down.source))
    state.options.http->cancel(call);
  pump(self);
}

caf::result<bool> say_allowance(upstream_pointer self) {
  auto& state = self->state;
  if (auto code = state.left->refuses(state.open(), state.options.now()))
    return make_error(*code, limit_text(*code));
  return true;
}

} // namespace

upstream_actor::behavior_type upstream(upstream_pointer self,
                                       upstream_options options) {
  auto& state = self->state;
  state.options = std::move(options);
  state.left.emplace(state.options.bounds, state.options.used,
                     state.options.now());
  state.entry.emplace(state.options.bounds);
  self->set_down_handler(
      [self](const caf::down_msg& down) { on_down(self, down); });
  return {
      [self](upstream_ask& asks) { return ask(self, asks); },
      [self](get_allowance) { return say_allowance(self); },
      [self](upstream_came& came) { take_result(self, came); },
      [self](tick) { wake_up(self); },
  };
}

} // namespace leadmill
