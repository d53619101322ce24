// The actor that owns the run queue: it admits jobs, starts an attempt when
// there is a slot, watches the attempt's actor, and sees to it that every job
// ends. It decides nothing about a job's state itself: it asks the status store
// to commit a change and acts on what was committed, so a job can be neither
// lost nor run twice with effect.
//
// The gateway talks to it; it is given a factory for job actors by whoever
// composes the system, so it does not know where they live.
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

#include "actors/run_queue.hpp"
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
  std::size_t slots = 4;
  /// Waiting jobs beyond this are refused as `too_many`.
  std::size_t max_waiting = 200'000;
  /// Rows of jobs that are being stored beyond this are refused likewise, so
  /// that a slow disk does not fill the memory; a job alone is always taken.
  std::size_t max_accepting_bytes = std::size_t{64} << 20;
  /// The name of this node, as attempts show it.
  std::string node = "local";
  wall_clock now = system_now;
  /// Random bits for ids; tests pass their own.
  std::function<std::uint64_t()> entropy;
  std::chrono::milliseconds request_timeout{35'000};
  /// Before it asks again a store that cannot write.
  std::chrono::milliseconds retry_delay{1'000};
  /// A cancelled attempt that has not stopped by then is stopped without it.
  std::chrono::milliseconds cancel_grace{2'000};
};

struct supervisor_state {
  supervisor_state() = default;

  /// An attempt that takes a slot. Its actor is invalid until it has begun, and
  /// again once it is dead and its end is being settled.
  struct attempt {
    std::uint32_t number = 0;
    job_actor actor;
  };

  /// The next job to start, if there is a slot for it; it takes the slot.
  std::optional<waiting_job> next_to_start();
  /// The job whose attempt this dead actor was; empty for none.
  std::string job_of(const caf::actor_addr& address) const;

  supervisor_options options;
  run_queue queue;
  std::unordered_map<std::string, attempt> running;
  std::vector<caf::typed_response_promise<bool>> drained;
  /// Of the drafts that are on their way to the disk.
  std::size_t accepting_bytes = 0;
  bool draining = false;
  bool start_pending = false;
  static inline const char* name = "supervisor";
};

using supervisor_pointer = supervisor_actor::stateful_pointer<supervisor_state>;
// g++ 12 would hand the self pointer to an aggregate's first member.
static_assert(!std::is_constructible_v<supervisor_state, supervisor_pointer>);

supervisor_actor::behavior_type supervisor(supervisor_pointer self,
                                           supervisor_options options);

} // namespace leadmill
