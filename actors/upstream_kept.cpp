#include "actors/upstream_kept.hpp"

#include <utility>

#include "actors/upstream_replies.hpp"
#include "actors/upstream_turns.hpp"

namespace leadmill {

namespace {

using question = upstream_state::question;
using stage = upstream_state::stage;

/// A kept answer for a new question; one that cannot be read is none.
bool take_kept(const upstream_options& options, question& what,
               kept_answer& kept) {
  if (options.read) {
    auto values = options.read(what.request, kept.status, kept.body);
    if (!values)
      return false;
    what.told.values = std::move(*values);
  } else {
    what.told.body = std::move(kept.body);
  }
  what.told.status = kept.status;
  what.is_kept = true;
  what.noted = kept.knows_subject ? 1 : 0;
  return true;
}

} // namespace

void look_for_kept(upstream_pointer self, std::uint64_t number) {
  auto& state = self->state;
  auto& what = state.questions.at(number);
  const auto& options = state.options;
  what.at = stage::looking;
  self->request(options.reader, options.request_timeout,
                find_answer{what.what.key,
                            what.subjects.empty() ? "" : what.subjects.front(),
                            options.now()})
      .then(
          [self, number](kept_answer& kept) {
            auto& mine = self->state;
            auto place = mine.questions.find(number);
            if (place == mine.questions.end())
              return;
            auto& found = place->second;
            if (kept.found && take_kept(mine.options, found, kept))
              return note_and_tell(self, number, found);
            mine.enqueue(number, found);
            pump(self);
          },
          [self, number](const caf::error&) {
            auto place = self->state.questions.find(number);
            if (place != self->state.questions.end())
              rest(self, number, place->second,
                   self->state.options.retry_delay);
          });
}

void note_and_tell(upstream_pointer self, std::uint64_t number,
                   question& what) {
  const auto& options = self->state.options;
  what.at = stage::keeping;
  if (options.bounds.cache_seconds == 0 || what.noted >= what.subjects.size())
    return tell(self, number, std::move(what.told));
  self->request(options.store, options.request_timeout,
                note_subject{what.what.key, what.subjects[what.noted]})
      .then(
          [self, number](const job&) {
            auto& noted = self->state.questions.at(number);
            ++noted.noted;
            note_and_tell(self, number, noted);
          },
          [self, number](const caf::error&) {
            rest(self, number, self->state.questions.at(number),
                 self->state.options.retry_delay);
          });
}

} // namespace leadmill
