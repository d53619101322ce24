#include "actors/store_writer.hpp"

#include <algorithm>
#include <utility>

namespace leadmill {

namespace {

std::size_t bytes_of(const std::vector<lead_result>& leads) {
  std::size_t bytes = 0;
  for (const auto& lead : leads)
    bytes += lead.input.size() + lead.fields.size();
  return bytes;
}

/// About what a change brings to write.
std::size_t bytes_of(const change& what) {
  if (auto* accept = std::get_if<accept_job>(&what))
    return bytes_of(accept->draft);
  if (auto* save = std::get_if<save_leads>(&what))
    return bytes_of(save->leads);
  if (auto* page = std::get_if<save_page>(&what))
    return bytes_of(page->leads);
  if (auto* answer = std::get_if<keep_answer>(&what))
    return answer->body.size();
  return 0;
}

void answer(std::optional<store_writer_state::promise>& who,
            outcome<job> result) {
  if (!who)
    return;
  if (result)
    who->deliver(std::move(*result));
  else
    who->deliver(to_error(result.error()));
}

} // namespace

bool store_writer_state::add(change what, promise who) {
  auto was_empty = changes.empty();
  if (auto* forget = std::get_if<forget_answers>(&what))
    note_forgotten(forget->subject);
  if (auto* keep = std::get_if<keep_answer>(&what);
      keep
      && std::any_of(keep->subjects.begin(), keep->subjects.end(),
                     [this](auto& one) { return is_forgotten(one); })) {
    // Only counted.
    keep->key.clear();
    keep->body.clear();
    keep->subjects.clear();
  }
  std::optional<forget_answers> forget_again;
  if (auto* note = std::get_if<note_subject>(&what);
      note && is_forgotten(note->subject))
    forget_again = forget_answers{note->subject};
  push(std::move(what), std::move(who));
  if (forget_again)
    push(std::move(*forget_again), std::nullopt);
  return was_empty;
}

void store_writer_state::push(change what, std::optional<promise> who) {
  bytes += bytes_of(what);
  changes.push_back(std::move(what));
  waiting.push_back(std::move(who));
}

void store_writer_state::note_forgotten(const std::string& subject) {
  if (subject.empty())
    return;
  auto now = options.now();
  std::erase_if(forgotten, [&](const auto& one) {
    return one.second + options.heed_forgotten_ms <= now;
  });
  forgotten[std::hash<std::string>{}(subject)] = now;
}

bool store_writer_state::is_forgotten(const std::string& subject) const {
  auto found = forgotten.find(std::hash<std::string>{}(subject));
  return found != forgotten.end()
         && found->second + options.heed_forgotten_ms > options.now();
}

bool store_writer_state::full() const noexcept {
  return changes.size() >= options.max_batch
         || bytes >= options.max_batch_bytes;
}

void store_writer_state::commit() {
  auto batch = std::exchange(changes, {});
  auto answers = std::exchange(waiting, {});
  bytes = 0;
  if (batch.empty())
    return;
  auto now = options.now();
  auto results = options.store->commit(batch, now);
  if (results) {
    for (std::size_t i = 0; i < answers.size(); ++i)
      answer(answers[i], std::move((*results)[i]));
    return;
  }
  auto alone = results.error().code == errc::internal && batch.size() > 1;
  for (std::size_t i = 0; i < answers.size(); ++i) {
    auto result = alone ? options.store->commit({batch[i]}, now) : results;
    if (result)
      answer(answers[i], std::move(result->front()));
    else
      answer(answers[i], tl::make_unexpected(result.error()));
  }
}

namespace {

/// Removes old jobs; what they take on the disk is given back bit by bit, as
/// messages to itself between which others are committed.
caf::result<removed_jobs> remove(store_writer_pointer self, unix_ms before) {
  auto& state = self->state;
  state.commit();
  auto removed = state.options.store->remove_ended(before, state.options.now());
  if (!removed)
    return to_error(removed.error());
  if (!std::exchange(state.purging, true))
    self->send(self, purge_some{});
  return removed_jobs{std::move(*removed)};
}

/// A part that fails is tried again with the next removal.
void purge(store_writer_pointer self) {
  auto& state = self->state;
  auto more =
      state.options.store->purge(state.options.purge_rows, state.options.now());
  state.purging = more && *more;
  if (state.purging)
    self->send(self, purge_some{});
}

} // namespace

store_writer_actor::behavior_type store_writer(store_writer_pointer self,
                                               store_writer_options options) {
  self->state.options = std::move(options);
  return {
      [self](change& what) -> caf::result<job> {
        auto answer = self->make_response_promise<job>();
        if (self->state.add(std::move(what), answer))
          self->send(self, flush{});
        if (self->state.full())
          self->state.commit();
        return answer;
      },
      [self](remove_ended what) { return remove(self, what.before); },
      [self](scrub) -> caf::result<bool> {
        self->state.commit();
        if (auto done = self->state.options.store->scrub(); !done)
          return to_error(done.error());
        return true;
      },
      [self](flush) { self->state.commit(); },
      [self](purge_some) { purge(self); },
  };
}

} // namespace leadmill
