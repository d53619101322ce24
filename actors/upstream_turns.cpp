#include "actors/upstream_turns.hpp"

#include <algorithm>
#include <utility>

#include <caf/send.hpp>

#include "actors/upstream_kept.hpp"
#include "actors/upstream_replies.hpp"

namespace leadmill {

namespace {

using question = upstream_state::question;
using stage = upstream_state::stage;

/// Looks again when the first of those that rest is due, or at `when`.
void wake_at(upstream_pointer self, upstream_state::time_point when) {
  auto& state = self->state;
  if (state.wake_at && *state.wake_at <= when)
    return;
  state.wake_at = when;
  auto now = self->clock().now();
  self->delayed_send(self, std::max(when - now, decltype(when - now){}),
                     tick{});
}

/// Nobody may ask any more: those who wait are told.
void refuse_all(upstream_pointer self, errc code) {
  auto& state = self->state;
  for (auto number = std::exchange(state.turn, 0); number != 0;
       number = state.next())
    refuse(self, number, code, limit_text(code));
}

void send(upstream_pointer self, std::uint64_t number) {
  auto& state = self->state;
  auto& what = state.questions.at(number);
  what.at = stage::asked;
  ++state.under_way;
  auto handle = caf::actor_cast<upstream_actor>(self);
  what.call = state.options.http->send(what.what.call, [handle, number](
                                                           http_result result) {
    caf::anon_send(handle, upstream_came{number, std::make_shared<http_result>(
                                                     std::move(result))});
  });
}

/// One that rested goes on where it stood.
void go_on(upstream_pointer self, std::uint64_t number, question& what) {
  auto& state = self->state;
  if (what.told.status != 0)
    go_on_keeping(self, number, what);
  else if (what.tries == 0 && state.options.bounds.cache_seconds != 0)
    look_for_kept(self, number);
  else
    state.enqueue(number, what);
}

} // namespace

const char* limit_text(errc code) {
  return code == errc::daily_limit
             ? "The limit of today is reached; it begins anew at midnight UTC"
             : "The limit of this month is reached, or its spend cap";
}

void rest(upstream_pointer self, std::uint64_t number, question& what,
          std::chrono::steady_clock::duration pause) {
  auto& state = self->state;
  what.at = stage::resting;
  auto due = self->clock().now() + pause;
  state.resting.emplace(due, number);
  wake_at(self, due);
}

void pump(upstream_pointer self) {
  auto& state = self->state;
  const auto& options = state.options;
  while (state.under_way < options.bounds.concurrency) {
    if (state.turn == 0)
      state.turn = state.next();
    if (state.turn == 0)
      return;
    if (auto code = state.left->refuses(state.open(), options.now())) {
      // What is under way may fail, and then its place is free.
      if (state.open() == 0)
        refuse_all(self, *code);
      return;
    }
    auto now = self->clock().now();
    if (auto wait = state.entry->try_pass(now); wait.count() > 0)
      return wake_at(self, now + wait);
    send(self, std::exchange(state.turn, 0));
  }
}

void wake_up(upstream_pointer self) {
  auto& state = self->state;
  auto now = self->clock().now();
  // A note for a time that was moved: another one is under way.
  if (!state.wake_at || now < *state.wake_at)
    return;
  state.wake_at.reset();
  while (!state.resting.empty() && state.resting.begin()->first <= now) {
    auto number = state.resting.begin()->second;
    state.resting.erase(state.resting.begin());
    auto place = state.questions.find(number);
    if (place != state.questions.end() && place->second.at == stage::resting)
      go_on(self, number, place->second);
  }
  if (!state.resting.empty())
    wake_at(self, state.resting.begin()->first);
  pump(self);
}

void upstream_state::enqueue(std::uint64_t number, question& what) {
  what.at = stage::waiting;
  queue.push(what.job, number);
}

std::uint64_t upstream_state::next() {
  while (auto number = queue.pop()) {
    auto place = questions.find(*number);
    if (place != questions.end() && place->second.at == stage::waiting)
      return *number;
  }
  return 0;
}

std::vector<std::uint64_t> upstream_state::abandon(const caf::actor_addr& who) {
  std::vector<std::uint64_t> calls;
  auto place = by_who.find(who);
  if (place == by_who.end())
    return calls;
  auto numbers = std::move(place->second);
  by_who.erase(place);
  for (auto number : numbers) {
    auto& what = questions.at(number);
    std::erase_if(what.askers, [&](const auto& one) { return one.who == who; });
    // What was paid for is kept all the same.
    if (!what.askers.empty() || what.told.status != 0)
      continue;
    if (what.at == stage::asked)
      calls.push_back(what.call);
    else
      close(number);
  }
  return calls;
}

std::vector<upstream_state::asker> upstream_state::close(std::uint64_t number) {
  auto place = questions.find(number);
  auto askers = std::move(place->second.askers);
  for (const auto& one : askers)
    if (auto mine = by_who.find(one.who); mine != by_who.end())
      mine->second.erase(number);
  by_key.erase(place->second.what.key);
  questions.erase(place);
  if (turn == number)
    turn = 0;
  return askers;
}

} // namespace leadmill
