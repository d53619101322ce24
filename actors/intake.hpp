// The actor through which new jobs come in. It bounds how much is being stored
// at a time, has a job stored, and hands it to the supervisor; only then is
// whoever submitted it answered. A job that was stored and cannot be handed on
// is failed at once, so that none stays pending of which nobody knows.
//
// A scraping job is taken only if its source may be asked today; and while too
// much goes wrong outside, as upstream actors tell it, no job is.
//
// The gateway talks to it, the actor that starts recurring jobs, and every
// upstream actor.
#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <type_traits>
#include <unordered_map>
#include <vector>

#include <caf/stateful_actor.hpp>
#include <caf/typed_event_based_actor.hpp>
#include <caf/typed_response_promise.hpp>

#include "actors/window_count.hpp"
#include "config/limits.hpp"
#include "messages/actors.hpp"
#include "messages/time.hpp"

namespace leadmill {

struct intake_options {
  status_store_actor store;
  supervisor_actor supervisor;
  /// The sources that are enabled, by name.
  std::unordered_map<std::string, upstream_actor> sources;
  /// So many answers that could not be had, within 60 s, start a pause of so
  /// long in which no job is taken; 0: never.
  std::uint32_t cooldown_errors = 0;
  std::chrono::seconds cooldown{300};
  /// Takes what webhooks are to be told; unset: nothing is.
  std::function<void(announce)> tell;
  /// Rows of jobs that are being stored beyond this are refused as `too_many`,
  /// so that a slow disk does not fill the memory; a job alone is always taken.
  std::size_t max_accepting_bytes = std::size_t{64} << 20;
  /// How long a job may take from its first start, unless it says so itself.
  std::uint32_t timeout_s = 86'400;
  wall_clock now = system_now;
  /// Random bits for ids; tests pass their own.
  std::function<std::uint64_t()> entropy;
  std::chrono::milliseconds request_timeout{limits::store_seconds};
  /// For what no commit is needed.
  std::chrono::milliseconds look_timeout{limits::actor_seconds};
  /// Before the store is asked again to fail a job, when it could not.
  std::chrono::milliseconds retry_delay{1'000};
  /// The supervisor must have taken a job within this.
  std::chrono::milliseconds dispatch_timeout{limits::dispatch_seconds};
};

struct intake_state {
  using time_point = std::chrono::steady_clock::time_point;

  intake_state() = default;

  struct submission {
    job_draft draft;
    std::size_t bytes = 0;
    caf::typed_response_promise<job> answer;
    /// The job that is accepted with it; empty for none.
    std::string follower;
  };

  /// Counts something that went wrong outside.
  void note_trouble(time_point now);
  /// How long no job is taken yet; 0 for not at all.
  std::chrono::seconds cools_for(time_point now) const;

  intake_options options;
  /// Jobs on their way to the disk and to the supervisor, and their rows.
  std::size_t in_flight = 0;
  std::size_t accepting_bytes = 0;
  /// By idempotency key: a submission under way, and its twins that wait for
  /// what becomes of it.
  std::unordered_map<std::string, std::vector<submission>> twins;
  /// Of jobs that are stored and that nobody knows of, until they are failed.
  std::vector<fail_job> unfailed;
  /// What went wrong within the last 60 s.
  window_count troubles{std::chrono::seconds{60}, 0};
  std::optional<time_point> cooled_at;
  static inline const char* name = "intake";
};

using intake_pointer = intake_actor::stateful_pointer<intake_state>;
// g++ 12 would hand the self pointer to an aggregate's first member.
static_assert(!std::is_constructible_v<intake_state, intake_pointer>);

intake_actor::behavior_type intake(intake_pointer self, intake_options options);

} // namespace leadmill
