#include "actors/upstream_replies.hpp"

#include <algorithm>
#include <utility>

#include "actors/upstream_kept.hpp"
#include "actors/upstream_turns.hpp"

namespace leadmill {

namespace {

using question = upstream_state::question;
using stage = upstream_state::stage;

constexpr std::chrono::seconds max_backoff{60};

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
  for (const auto& who : what.askers)
    if (!who.subject.empty())
      out.subjects.push_back(who.subject);
  return out;
}

/// Those who joined while the answer was on its way to the disk.
void note_late_holders(upstream_pointer self, const question& what,
                       const std::vector<std::string>& noted) {
  if (self->state.options.bounds.cache_seconds == 0)
    return;
  for (const auto& who : what.askers)
    if (std::find(noted.begin(), noted.end(), who.subject) == noted.end())
      note_holder(self, what.what.key, who.subject);
}

/// Has the answer stored, and counted; only then is it told.
void keep(upstream_pointer self, std::uint64_t number) {
  auto& state = self->state;
  const auto& what = state.questions.at(number);
  const auto& options = state.options;
  auto answer = to_keep(options, what);
  auto holders = answer.subjects;
  self->request(options.writer, options.request_timeout,
                change{std::move(answer)})
      .then(
          [self, number, holders = std::move(holders)](const job&) {
            auto& mine = self->state;
            note_late_holders(self, mine.questions.at(number), holders);
            --mine.keeping;
            mine.left->count(mine.options.now());
            tell(self, number, std::move(mine.questions.at(number).told));
            pump(self);
          },
          [self, number](const caf::error&) {
            // Paid for, so it is not thrown away: the store may come back.
            auto& mine = self->state;
            --mine.keeping;
            rest(self, number, mine.questions.at(number),
                 mine.options.retry_delay);
          });
}

std::chrono::milliseconds backoff(upstream_state& state, std::uint32_t tries) {
  auto base = state.options.bounds.retry_base;
  auto longest = std::min<std::chrono::milliseconds>(
      base * (std::int64_t{1} << std::min(tries, 16u)), max_backoff);
  auto range = static_cast<std::uint64_t>(longest.count()) + 1;
  return std::chrono::milliseconds{
      static_cast<std::int64_t>(state.options.entropy() % range)};
}

/// The other side could not answer: once more after a while, or not at all.
void take_fault(upstream_pointer self, std::uint64_t number, question& what,
                const std::string& detail) {
  auto& state = self->state;
  state.entry->note_error(self->clock().now());
  state.options.on_trouble();
  auto tries = what.tries++;
  if (what.tries > state.options.bounds.retries)
    refuse(self, number, errc::upstream_failed, detail);
  else
    rest(self, number, what, backoff(state, tries));
}

/// An answer with something in it, or one that says that there is nothing.
void take_good(upstream_pointer self, std::uint64_t number, question& what,
               http_answer got) {
  auto& options = self->state.options;
  what.told.status = got.status;
  if (options.read) {
    auto values = options.read(what.request, got.status, got.body);
    if (!values)
      return take_fault(self, number, what, values.error().detail);
    what.told.values = std::move(*values);
  } else {
    what.told.body = got.body;
    what.told.content_type = header(got, "content-type");
  }
  what.got = std::move(got);
  begin_keeping(self, number, what);
}

void take_answer(upstream_pointer self, std::uint64_t number, question& what,
                 http_answer got) {
  auto& state = self->state;
  auto wait = retry_after(got, state.options.now());
  auto says = "it answered " + std::to_string(got.status);
  switch (state.options.judge(what.request, got.status, wait.count() != 0)) {
  case answer_verdict::found:
  case answer_verdict::empty:
    return take_good(self, number, what, std::move(got));
  case answer_verdict::refused:
    return refuse(self, number, errc::upstream_refused, says);
  case answer_verdict::ours_to_wait:
    if (wait.count() == 0)
      wait = std::max(backoff(state, what.tries++),
                      state.options.bounds.retry_base);
    state.entry->pause(wait, self->clock().now());
    return state.enqueue(number, what);
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
  for (auto& who : self->state.close(number)) {
    who.answer.deliver(answer);
    answer.shared = true;
  }
}

void refuse(upstream_pointer self, std::uint64_t number, errc code,
            const std::string& detail) {
  for (auto& who : self->state.close(number))
    who.answer.deliver(make_error(code, detail));
}

void begin_keeping(upstream_pointer self, std::uint64_t number,
                   question& what) {
  if (self->state.options.is_free(what.request))
    return tell(self, number, std::move(what.told));
  what.at = stage::keeping;
  ++self->state.keeping;
  keep(self, number);
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
