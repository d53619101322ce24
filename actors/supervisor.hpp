// The actor that sees every accepted job to its end: it starts an attempt when
// there is a slot, watches the attempt's actor, tries again after a backoff,
// starts what is due, releases what waited for another job, and ends what is
// out of time. It decides nothing about a job's state itself: it asks the
// status store to commit a change and acts on what was committed, so a job can
// be neither lost nor run twice with effect.
//
// The intake hands jobs to it and the gateway steers them; it is given a
// factory for job actors by whoever composes the system, so it does not know
// where they live. What stands where is in actors/job_board.hpp.
#pragma once

#include <chrono>
#include <cstdint>
#include <deque>
#include <functional>
#include <optional>
#include <string>
#include <type_traits>
#include <unordered_map>
#include <vector>

#include <caf/stateful_actor.hpp>
#include <caf/typed_event_based_actor.hpp>
#include <caf/typed_response_promise.hpp>

#include "actors/job_board.hpp"
#include "actors/retry.hpp"
#include "messages/actors.hpp"
#include "messages/time.hpp"

namespace leadmill {

/// Spawns the actor of the attempt that was just begun.
using job_factory = std::function<job_actor(const job&)>;

struct supervisor_options {
  status_store_actor store;
  job_factory spawn_job;
  /// Jobs to go on with, in order of acceptance: those left open by the process
  /// before this one.
  std::vector<job> open_jobs;
  paused_types paused;
  std::size_t slots = 4;
  /// Running jobs of a type; 0: as many as there are slots.
  std::size_t enrichment_slots = 0;
  std::size_t scraping_slots = 0;
  /// Jobs that have not started beyond this are refused as `too_many`.
  std::size_t max_waiting = 200'000;
  job_board_options board;
  retry_policy retry;
  /// An attempt that commits nothing for so long has failed.
  std::chrono::milliseconds silence{300'000};
  /// An attempt that is silent must say within this that it waits for a
  /// provider or a source; then its silence is none.
  std::chrono::milliseconds patience_timeout{5'000};
  /// The name of this node, as attempts show it.
  std::string node = "local";
  wall_clock now = system_now;
  /// Random bits; tests pass their own.
  std::function<std::uint64_t()> entropy;
  std::chrono::milliseconds request_timeout{35'000};
  /// Before it asks again a store that cannot write.
  std::chrono::milliseconds retry_delay{1'000};
  /// A stopped attempt that has not ended by then is ended without it.
  std::chrono::milliseconds stop_grace{2'000};
  /// Dates are looked at so often at least, since the wall clock may be set.
  std::chrono::milliseconds max_sleep{30'000};
  /// Changes under way at once of jobs that became due or free.
  std::size_t max_settling = 64;
};

struct supervisor_state {
  using time_point = std::chrono::steady_clock::time_point;

  supervisor_state() = default;

  /// An attempt that takes a slot, by its number from the moment on at which it
  /// is to be begun. Its actor is invalid until it has begun, and again once it
  /// is dead and its end is being settled.
  struct attempt {
    std::uint32_t number = 0;
    job_actor actor;
    job_type type = job_type::enrichment;
    bool large = false;
    std::uint32_t failures = 0;
    /// The last commit of it that was seen, and when.
    std::uint64_t seen_seq = 0;
    time_point seen_at;
    /// How it ends if its actor does not end it itself.
    std::optional<stop_attempt> verdict;
  };

  /// Which kinds of job there is a slot for.
  start_permit permit() const;
  /// Whether attempts of the process before are not settled yet: they go on
  /// before anything else starts.
  bool recovers() const;
  /// The next job to start, if there is a slot for it; it takes the slot.
  std::optional<waiting_job> next_to_start();
  /// The job whose attempt this dead actor was; empty for none.
  std::string job_of(const caf::actor_addr& address) const;
  /// The attempt, if it is that which takes the job's slot.
  attempt* find(const attempt_ref& ref);
  /// When an attempt that failed now is tried again.
  unix_ms retry_at(std::uint32_t failures_before) const;

  supervisor_options options;
  job_board board;
  std::unordered_map<std::string, attempt> running;
  std::vector<caf::typed_response_promise<bool>> drained;
  /// Jobs that are due, or whose wait may be over, one after the other.
  std::deque<std::string> to_settle;
  std::size_t settling = 0;
  std::optional<time_point> wake_at;
  bool draining = false;
  bool start_pending = false;
  bool watching = false;
  static inline const char* name = "supervisor";
};

using supervisor_pointer = supervisor_actor::stateful_pointer<supervisor_state>;
// g++ 12 would hand the self pointer to an aggregate's first member.
static_assert(!std::is_constructible_v<supervisor_state, supervisor_pointer>);

supervisor_actor::behavior_type supervisor(supervisor_pointer self,
                                           supervisor_options options);

} // namespace leadmill
