// The actor through which new jobs come in. It bounds how much is being stored
// at a time, has a job stored, and hands it to the supervisor; only then is
// whoever submitted it answered. A job that was stored and cannot be handed on
// is failed at once, so that none stays pending of which nobody knows.
//
// The gateway talks to it, and the actor that starts recurring jobs.
#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <string>
#include <type_traits>
#include <unordered_map>
#include <vector>

#include <caf/stateful_actor.hpp>
#include <caf/typed_event_based_actor.hpp>
#include <caf/typed_response_promise.hpp>

#include "messages/actors.hpp"
#include "messages/time.hpp"

namespace leadmill {

struct intake_options {
  status_store_actor store;
  supervisor_actor supervisor;
  /// Rows of jobs that are being stored beyond this are refused as `too_many`,
  /// so that a slow disk does not fill the memory; a job alone is always taken.
  std::size_t max_accepting_bytes = std::size_t{64} << 20;
  /// How long a job may take from its first start, unless it says so itself.
  std::uint32_t timeout_s = 86'400;
  wall_clock now = system_now;
  /// Random bits for ids; tests pass their own.
  std::function<std::uint64_t()> entropy;
  std::chrono::milliseconds request_timeout{35'000};
  /// The supervisor must have taken a job within this.
  std::chrono::milliseconds dispatch_timeout{5'000};
};

struct intake_state {
  intake_state() = default;

  struct submission {
    job_draft draft;
    std::size_t bytes = 0;
    caf::typed_response_promise<job> answer;
  };

  intake_options options;
  /// Jobs on their way to the disk and to the supervisor, and their rows.
  std::size_t in_flight = 0;
  std::size_t accepting_bytes = 0;
  /// By idempotency key: a submission under way, and its twins that wait for
  /// what becomes of it.
  std::unordered_map<std::string, std::vector<submission>> twins;
  static inline const char* name = "intake";
};

using intake_pointer = intake_actor::stateful_pointer<intake_state>;
// g++ 12 would hand the self pointer to an aggregate's first member.
static_assert(!std::is_constructible_v<intake_state, intake_pointer>);

intake_actor::behavior_type intake(intake_pointer self, intake_options options);

} // namespace leadmill
