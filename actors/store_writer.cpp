#include "actors/store_writer.hpp"

#include <utility>

namespace leadmill {

namespace {

/// About what a change brings to write.
std::size_t bytes_of(const change& what) {
  std::size_t bytes = 0;
  if (auto* accept = std::get_if<accept_job>(&what))
    bytes = bytes_of(accept->draft);
  else if (auto* save = std::get_if<save_leads>(&what))
    for (const auto& lead : save->leads)
      bytes += lead.input.size() + lead.fields.size();
  return bytes;
}

void answer(caf::typed_response_promise<job>& who, outcome<job> result) {
  if (result)
    who.deliver(std::move(*result));
  else
    who.deliver(to_error(result.error()));
}

} // namespace

bool store_writer_state::add(change what,
                             caf::typed_response_promise<job> who) {
  bytes += bytes_of(what);
  changes.push_back(std::move(what));
  waiting.push_back(std::move(who));
  return changes.size() == 1;
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
      [self](flush) { self->state.commit(); },
  };
}

} // namespace leadmill
