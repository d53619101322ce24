#include "actors/store_writer.hpp"

#include <utility>

namespace leadmill {

bool store_writer_state::add(change what,
                             caf::typed_response_promise<job> who) {
  changes.push_back(std::move(what));
  waiting.push_back(std::move(who));
  return changes.size() == 1;
}

bool store_writer_state::full() const noexcept {
  return changes.size() >= options.max_batch;
}

void store_writer_state::commit() {
  if (changes.empty())
    return;
  auto batch = std::exchange(changes, {});
  auto answers = std::exchange(waiting, {});
  auto results = options.store->commit(batch, options.now());
  for (std::size_t i = 0; i < answers.size(); ++i) {
    if (!results)
      answers[i].deliver(to_error(results.error()));
    else if (auto& result = (*results)[i]; result)
      answers[i].deliver(std::move(*result));
    else
      answers[i].deliver(to_error(result.error()));
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
