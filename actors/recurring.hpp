// The actor that submits recurring jobs when their time comes. A start is
// submitted under a key made of its name and its time, so that it happens once,
// however often it is asked for; one that cannot be submitted is tried again
// until the next one comes. Starts that fell into a time when the server was
// down are not made up for.
//
// Spawn it detached, since making a draft may read a file. Nobody talks to it.
#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <type_traits>
#include <vector>

#include <caf/stateful_actor.hpp>
#include <caf/typed_event_based_actor.hpp>

#include "messages/actors.hpp"
#include "messages/time.hpp"

namespace leadmill {

struct recurring_job {
  std::string name;
  /// The first start after a time; nothing when there is none.
  std::function<std::optional<unix_ms>(unix_ms)> next;
  /// What to submit, as it is at that time.
  std::function<outcome<job_draft>()> make_draft;
};

struct recurring_options {
  intake_actor intake;
  std::vector<recurring_job> jobs;
  wall_clock now = system_now;
  /// Told of every start: the job, or why there is none (once, until the reason
  /// is another).
  std::function<void(const std::string& name, const outcome<job>&)> on_start;
  std::chrono::milliseconds request_timeout{60'000};
  /// The clock is looked at so often at least, since it may be set.
  std::chrono::milliseconds max_sleep{30'000};
  /// A start that fails is tried again after `max_sleep`, then after twice that
  /// time, up to this.
  std::chrono::milliseconds max_backoff{600'000};
};

struct recurring_state {
  using time_point = std::chrono::steady_clock::time_point;

  recurring_state() = default;

  struct entry {
    recurring_job job;
    /// When it starts next; nothing: never again.
    std::optional<unix_ms> next_at;
    /// A start whose submission has not succeeded yet.
    std::optional<unix_ms> due;
    bool submitting = false;
    /// How often it failed, when it is tried again, and why it failed last.
    std::uint32_t failures = 0;
    time_point try_at;
    std::string reason;
  };

  /// Notes the starts whose time has come. A clock that was set back brings
  /// starts again that lay behind.
  void look_at_clock(unix_ms now);
  /// What came of the start at `when`; whether that is worth telling.
  bool note(entry& of, unix_ms when, const outcome<job>& result,
            time_point now) const;
  /// How long until the next one, at most `max_sleep`.
  std::chrono::milliseconds pause(unix_ms now) const;

  recurring_options options;
  std::vector<entry> entries;
  static inline const char* name = "recurring";
};

using recurring_pointer = ticking_actor::stateful_pointer<recurring_state>;
// g++ 12 would hand the self pointer to an aggregate's first member.
static_assert(!std::is_constructible_v<recurring_state, recurring_pointer>);

ticking_actor::behavior_type recurring(recurring_pointer self,
                                       recurring_options options);

} // namespace leadmill
