#include "actors/janitor.hpp"

#include <utility>

namespace leadmill {

namespace {

/// What cannot be done now is done the next time.
void tidy_up(janitor_pointer self) {
  const auto& options = self->state.options;
  constexpr unix_ms day = 24 * 60 * 60 * 1'000;
  auto before = options.retention_days == 0
                    ? 0
                    : options.now() - options.retention_days * day;
  self->request(options.store, options.request_timeout, remove_ended{before})
      .then([](const removed_jobs&) {}, [](const caf::error&) {});
  self->delayed_send(self, options.period, tick{});
}

} // namespace

ticking_actor::behavior_type janitor(janitor_pointer self,
                                     janitor_options options) {
  self->state.options = std::move(options);
  self->delayed_send(self, self->state.options.first, tick{});
  return {
      [self](tick) { tidy_up(self); },
  };
}

} // namespace leadmill
