#include "actors/upstream_replies.hpp"

#include <algorithm>
#include <utility>

#include "actors/retry.hpp"
#include "actors/upstream_kept.hpp"
#include "actors/upstream_turns.hpp"
#include "messages/json.hpp"

namespace leadmill {

namespace {

using question = upstream_state::question;
using stage = upstream_state::stage;

constexpr std::chrono::milliseconds max_backoff{60'000};

keep_answer to_keep(const upstream_options& options, const question& what) {
  keep_answer out;
  out.upstream = options.name;
  out.cost_micros = options.bounds.cost_micros;
  if (options.bounds.cache_seconds == 0)
    return out;
  out.key = what.what.key;
  out.status = what.got.status;
  out.body = what.got.body;
  out.expires_at =
      options.now() + options.bounds.cache_seconds * std::int64_t{1'000};
  out.subjects = what.subjects;
  return out;
}

/// Limits that are nearly used up are told once.
void tell_quotas(upstream_state& state) {
  const auto& options = state.options;
  for (const auto& one : state.left->find_approaching(options.now())) {
    if (!options.tell)
      return;
    std::string data;
    object_writer object{data};
    object.add("upstream", options.name);
    object.add("kind", one.kind);
    auto is_money = std::string_view{one.kind} == "spend";
    auto number = [&](std::uint64_t value) {
      return is_money ? std::to_string(static_cast<double>(value) / 1e6)
                      : std::to_string(value);
    };
    object.add_json("used", number(one.used));
    object.add_json("limit", number(one.limit));
    object.close();
    options.tell({event_kind::quota_approaching, std::move(data),
                  "quota:" + options.name + ":" + one.kind + ":"
                      + std::to_string(one.period)});
  }
}

/// Has the answer stored, and counted; only then is it told.
void keep(upstream_pointer self, std::uint64_t number, question& what) {
  const auto& options = self->state.options;
  what.at = stage::keeping;
  auto answer = to_keep(options, what);
  auto noted = answer.subjects.size();
  self->request(options.store, options.request_timeout, std::move(answer))
      .then(
          [self, number, noted](const job&) {
            auto& mine = self->state;
            auto& kept = mine.questions.at(number);
            --mine.uncounted;
            mine.left->count(mine.options.now());
            tell_quotas(mine);
            kept.is_kept = true;
            kept.noted = noted;
            note_and_tell(self, number, kept);
            pump(self);
          },
          [self, number](const caf::error&) {
            // Paid for, so it is not thrown away: the store may come back.
            rest(self, number, self->state.questions.at(number),
                 self->state.options.retry_delay);
          });
}

std::chrono::milliseconds backoff(const upstream_options& options,
                                  std::uint32_t failures) {
  retry_policy policy{options.bounds.retry_base.count(), max_backoff.count()};
  return std::chrono::milliseconds{
      retry_delay_ms(failures, policy, options.entropy())};
}

/// The other side could not answer: once more after a while, or not at all.
void take_fault(upstream_pointer self, std::uint64_t number, question& what,
                const std::string& detail) {
  auto& state = self->state;
  state.entry->note_error(self->clock().now());
  state.options.on_trouble();
  if (what.askers.empty() || ++what.tries > state.options.bounds.retries)
    refuse(self, number, errc::upstream_failed, detail);
  else
    rest(self, number, what, backoff(state.options, what.tries));
}

/// An answer with something in it, or one that says that there is nothing.
void take_good(upstream_pointer self, std::uint64_t number, question& what,
               http_answer got) {
  auto& options = self->state.options;
  if (options.read) {
    auto values = options.read(what.request, got.status, got.body);
    if (!values)
      return take_fault(self, number, what, values.error().detail);
    what.told.values = std::move(*values);
  } else {
    what.told.body = got.body;
    what.told.content_type = header(got, "content-type");
  }
  what.told.status = got.status;
  what.got = std::move(got);
  if (options.is_free(what.request))
    return tell(self, number, std::move(what.told));
  ++self->state.uncounted;
  keep(self, number, what);
}

/// How long they ask us to wait; 0 when they do not say.
std::chrono::milliseconds wait_of(const upstream_state& state,
                                  const http_answer& got) {
  auto may_say = got.status == 429 || got.status == 503;
  return may_say ? retry_after(got, state.options.now())
                 : std::chrono::milliseconds{0};
}

/// Puts it in the queue again, if somebody asks it still.
void ask_again(upstream_pointer self, std::uint64_t number, question& what) {
  if (what.askers.empty())
    self->state.close(number);
  else
    self->state.enqueue(number, what);
}

void take_answer(upstream_pointer self, std::uint64_t number, question& what,
                 http_answer got) {
  auto& state = self->state;
  auto wait = wait_of(state, got);
  auto says = "it answered " + std::to_string(got.status);
  switch (state.options.judge(what.request, got.status, wait.count() != 0)) {
  case answer_verdict::found:
  case answer_verdict::empty:
    return take_good(self, number, what, std::move(got));
  case answer_verdict::refused:
    return refuse(self, number, errc::upstream_refused, says);
  case answer_verdict::ours_to_wait:
    if (wait.count() == 0)
      wait = std::max(backoff(state.options, ++what.waits),
                      state.options.bounds.retry_base);
    state.entry->pause(wait, self->clock().now());
    return ask_again(self, number, what);
  case answer_verdict::locked:
    state.entry->lock(self->clock().now());
    return take_fault(self, number, what,
                      says + ": its key or account needs a look");
  case answer_verdict::fault:
    return take_fault(self, number, what, says);
  }
}

void take_problem(upstream_pointer self, std::uint64_t number, question& what,
                  const http_problem& problem) {
  switch (problem.why) {
  case http_failure::cancelled:
    // Somebody may have joined since.
    return ask_again(self, number, what);
  case http_failure::invalid:
  case http_failure::too_large:
  case http_failure::redirects:
    return refuse(self, number, errc::upstream_refused, problem.detail);
  default:
    return take_fault(self, number, what, problem.detail);
  }
}

} // namespace

void tell(upstream_pointer self, std::uint64_t number, upstream_answer answer) {
  for (auto& who : self->state.close(number))
    who.answer.deliver(answer);
}

void refuse(upstream_pointer self, std::uint64_t number, errc code,
            const std::string& detail) {
  for (auto& who : self->state.close(number))
    who.answer.deliver(make_error(code, detail));
}

void go_on_keeping(upstream_pointer self, std::uint64_t number,
                   question& what) {
  if (what.is_kept)
    note_and_tell(self, number, what);
  else
    keep(self, number, what);
}

void take_result(upstream_pointer self, upstream_came& came) {
  auto& state = self->state;
  --state.under_way;
  auto place = state.questions.find(came.number);
  // Otherwise nobody wants it any more.
  if (place != state.questions.end()) {
    auto& result = *came.result;
    if (result)
      take_answer(self, came.number, place->second, std::move(*result));
    else
      take_problem(self, came.number, place->second, result.error());
  }
  pump(self);
}

} // namespace leadmill
