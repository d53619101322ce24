// The actor that cancels or retries many jobs at once: it reads the jobs that a
// filter finds, page by page, and asks the supervisor for each. A job whose
// state changes meanwhile so that it may not be cancelled or retried is passed
// over and not counted; any other refusal ends the run. The gateway talks to
// it.
#pragma once

#include <chrono>
#include <cstdint>
#include <memory>
#include <optional>
#include <type_traits>

#include <caf/stateful_actor.hpp>
#include <caf/typed_event_based_actor.hpp>
#include <caf/typed_response_promise.hpp>

#include "messages/actors.hpp"

namespace leadmill {

struct bulk_options {
  status_store_actor store;
  supervisor_actor supervisor;
  /// Jobs that are changed at the same time.
  std::uint32_t page_jobs = 256;
  std::chrono::milliseconds request_timeout{35'000};
};

struct bulk_state {
  bulk_state() = default;

  /// One request on its way through the pages.
  struct run {
    bulk_request what;
    std::uint64_t count = 0;
    std::size_t outstanding = 0;
    /// Why it goes no further, once the page is over.
    std::optional<problem> refusal;
    caf::typed_response_promise<std::uint64_t> answer;
  };

  bulk_options options;
  static inline const char* name = "bulk";
};

using bulk_pointer = bulk_actor::stateful_pointer<bulk_state>;
// g++ 12 would hand the self pointer to an aggregate's first member.
static_assert(!std::is_constructible_v<bulk_state, bulk_pointer>);

bulk_actor::behavior_type bulk(bulk_pointer self, bulk_options options);

} // namespace leadmill
