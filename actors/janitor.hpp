// The actor that now and then has old jobs removed and what removed jobs took
// given back. Nobody talks to it.
#pragma once

#include <chrono>
#include <type_traits>

#include <caf/stateful_actor.hpp>
#include <caf/typed_event_based_actor.hpp>

#include "messages/actors.hpp"
#include "messages/time.hpp"

namespace leadmill {

struct janitor_options {
  status_store_actor store;
  /// Jobs that ended longer ago are removed; 0: none. What is due for removal
  /// otherwise (old idempotency keys) goes in any case.
  std::uint32_t retention_days = 0;
  std::chrono::milliseconds first{60'000};
  std::chrono::milliseconds period{3'600'000};
  wall_clock now = system_now;
  std::chrono::milliseconds request_timeout{60'000};
};

struct janitor_state {
  janitor_state() = default;
  janitor_options options;
  static inline const char* name = "janitor";
};

using janitor_pointer = ticking_actor::stateful_pointer<janitor_state>;
// g++ 12 would hand the self pointer to an aggregate's first member.
static_assert(!std::is_constructible_v<janitor_state, janitor_pointer>);

ticking_actor::behavior_type janitor(janitor_pointer self,
                                     janitor_options options);

} // namespace leadmill
