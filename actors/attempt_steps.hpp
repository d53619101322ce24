// What the actors of all kinds of jobs do alike: how an attempt takes a request
// that went wrong, and how it ends. For actors whose state has `options` with
// `attempt`, `sink`, `request_timeout` and `retry_delay`, and `ending`.
#pragma once

#include <caf/error.hpp>

#include "messages/actors.hpp"

namespace leadmill {

/// After a request to the store went wrong. An attempt that was replaced quits
/// quietly; a store that cannot answer now is asked again after a pause (every
/// request of an attempt is idempotent); anything else fails the attempt.
template <class Pointer>
void recover(Pointer self, const caf::error& error) {
  switch (to_problem(error).code) {
  case errc::stale:
  case errc::not_found:
    self->quit();
    return;
  case errc::unavailable:
  case errc::timeout:
  case errc::too_many:
    self->delayed_send(self, self->state.options.retry_delay, resume_attempt{});
    return;
  default:
    self->quit(error);
  }
}

/// Has the end committed, and quits then.
template <class Pointer>
void end(Pointer self, const stop_attempt& as) {
  auto& state = self->state;
  state.ending = true;
  self->request(state.options.sink, state.options.request_timeout,
                end_attempt{state.options.attempt, as.how, as.error, as.code,
                            as.retry_at})
      .then([self](const job&) { self->quit(); },
            [self](const caf::error& error) {
              self->state.ending = false;
              recover(self, error);
            });
}

} // namespace leadmill
