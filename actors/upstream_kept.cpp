#include "actors/upstream_kept.hpp"

#include <utility>

#include "actors/upstream_replies.hpp"
#include "actors/upstream_turns.hpp"

namespace leadmill {

namespace {

using question = upstream_state::question;

/// Those whose data the answer holds too.
void note_subjects(upstream_pointer self, const question& what,
                   const kept_answer& kept) {
  for (const auto& who : what.askers)
    if (!kept.knows_subject || who.subject != what.askers.front().subject)
      note_holder(self, what.what.key, who.subject);
}

/// A kept answer for a new question; without one it waits for its turn.
void take_kept(upstream_pointer self, std::uint64_t number, question& what,
               kept_answer& kept) {
  auto& state = self->state;
  const auto& options = state.options;
  upstream_answer answer{kept.status, {}, {}, true, {}};
  if (options.read) {
    auto values = options.read(what.request, kept.status, kept.body);
    if (!values)
      return state.enqueue(number, what);
    answer.values = std::move(*values);
  } else {
    answer.body = std::move(kept.body);
  }
  note_subjects(self, what, kept);
  tell(self, number, std::move(answer));
}

} // namespace

void look_for_kept(upstream_pointer self, std::uint64_t number) {
  auto& state = self->state;
  auto& what = state.questions.at(number);
  const auto& options = state.options;
  what.at = upstream_state::stage::looking;
  self->request(options.reader, options.request_timeout,
                find_answer{what.what.key, what.askers.front().subject,
                            options.now()})
      .then(
          [self, number](kept_answer& kept) {
            auto place = self->state.questions.find(number);
            if (place == self->state.questions.end())
              return;
            if (kept.found)
              take_kept(self, number, place->second, kept);
            else
              self->state.enqueue(number, place->second);
            pump(self);
          },
          [self, number](const caf::error&) {
            auto place = self->state.questions.find(number);
            if (place != self->state.questions.end())
              rest(self, number, place->second,
                   self->state.options.retry_delay);
          });
}

void note_holder(upstream_pointer self, const std::string& key,
                 const std::string& subject) {
  const auto& options = self->state.options;
  if (!subject.empty())
    self->request(options.writer, options.request_timeout,
                  change{note_subject{key, subject}})
        .then([](const job&) {}, [](const caf::error&) {});
}

} // namespace leadmill
