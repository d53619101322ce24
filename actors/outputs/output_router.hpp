// The actor that delivers what stands in the outboxes of webhooks. For each it
// makes a delivery of the oldest entries (leads up to a count, a size and an
// age; or one event), has it stored, and only then sends it; the next one is
// made when that was delivered, or is dead. So what goes to one destination
// goes in order, one request at a time, and each batch under one id; what a
// crash interrupts is sent again under that id.
//
// It keeps no body between two tries, but reads it anew, since a person in it
// may be erased meanwhile. A destination that is down costs its own queue and
// a request now and then. No job waits for it, or fails for it.
//
// Told of every committed state, it looks for what that brought. Spawn it
// detached, since it reads the disk.
#pragma once

#include <chrono>
#include <cstdint>
#include <deque>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <type_traits>
#include <utility>
#include <vector>

#include <caf/stateful_actor.hpp>
#include <caf/typed_event_based_actor.hpp>

#include "messages/actors.hpp"
#include "messages/destination.hpp"
#include "messages/http.hpp"
#include "messages/time.hpp"
#include "store/job_store.hpp"

namespace leadmill {

struct output_router_options {
  std::vector<webhook_declaration> webhooks;
  /// Other destinations, for those who ask: name and kind.
  text_pairs others;
  status_store_actor store;
  std::shared_ptr<job_reader> reader;
  /// Refuses private addresses, and does not.
  std::shared_ptr<http_port> public_http;
  std::shared_ptr<http_port> any_http;
  /// Told of what a person should look at, on the actor's thread.
  std::function<void(const std::string& destination, const problem&)>
      on_problem;
  wall_clock now = system_now;
  /// Random bits, for ids and for pauses.
  std::function<std::uint64_t()> entropy;
  /// Requests under way at once, over all destinations.
  std::size_t max_sending = 32;
  /// Committed states within this are one reason to look.
  std::chrono::milliseconds look_delay{20};
  /// Before the store is asked again that could not write or be read.
  std::chrono::milliseconds retry_delay{1'000};
  std::chrono::milliseconds request_timeout{35'000};
};

struct output_router_state {
  /// What a destination is about.
  enum class stage : std::uint8_t {
    /// Nothing to do, or a batch that grows: news make it look.
    idle,
    /// A change is being stored.
    storing,
    /// Others send; it gets its turn.
    in_line,
    sending,
    /// A pause, which no news make shorter.
    pausing,
    /// Stopped, until somebody resumes it.
    parked,
  };

  struct lane {
    webhook_declaration what;
    /// Raw keys that sign.
    std::vector<std::string> keys;
    stage at = stage::idle;
    /// Rises with each step: what belongs to an older one is nothing.
    std::uint64_t turn = 0;
    /// What it is at was tried, in vain.
    bool retrying = false;
    /// A look is under way to itself.
    bool looks = false;
    /// What is being sent, and since when.
    open_delivery current;
    unix_ms sent_at = 0;
    /// What came of it, until that is stored.
    std::optional<note_delivery> unsaved;
  };

  output_router_state() = default;

  output_router_options options;
  std::vector<lane> lanes;
  /// Lanes that wait for their turn to send.
  std::deque<std::size_t> line;
  std::size_t sending = 0;
  static inline const char* name = "output_router";
};

using output_router_pointer =
    output_router_actor::stateful_pointer<output_router_state>;
// g++ 12 would hand the self pointer to an aggregate's first member.
static_assert(
    !std::is_constructible_v<output_router_state, output_router_pointer>);

output_router_actor::behavior_type output_router(output_router_pointer self,
                                                 output_router_options options);

} // namespace leadmill
