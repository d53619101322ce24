// The actor that owns the one writing database connection. Changes that arrive
// while a commit is syncing share the next one; there is no timer: the first
// change in an empty queue sends `flush` to the actor itself, and whatever
// stands before that in the mailbox goes into the same transaction. So a lone
// write is fast, and a busy server amortizes its syncs.
//
// It promises that nothing is answered before its commit. Spawn it detached,
// since it blocks in fsync. What concerns jobs comes through the status store,
// which must not miss any of it; upstreams have their answers kept here.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <type_traits>
#include <vector>

#include <caf/stateful_actor.hpp>
#include <caf/typed_event_based_actor.hpp>
#include <caf/typed_response_promise.hpp>

#include "messages/actors.hpp"
#include "messages/time.hpp"
#include "store/job_store.hpp"

namespace leadmill {

struct store_writer_options {
  std::shared_ptr<job_store> store;
  wall_clock now = system_now;
  /// A transaction holds at most this many changes.
  std::size_t max_batch = 512;
  /// Nor more than about this of rows, leads and answers, except for one change
  /// alone.
  std::size_t max_batch_bytes = std::size_t{16} << 20;
  /// What removed jobs take is given back so many rows at a time, so that
  /// writes do not wait.
  std::uint32_t purge_rows = 256;
};

struct store_writer_state {
  store_writer_state() = default;

  /// Queues a change with who waits for it; whether the queue was empty.
  bool add(change what, caf::typed_response_promise<job> who);
  /// Whether a transaction is full.
  bool full() const noexcept;
  /// Commits what is queued, and answers. When the store fails as a whole over
  /// a defect, each change is tried alone, so that one does not take its
  /// neighbours with it.
  void commit();

  store_writer_options options;
  std::vector<change> changes;
  std::size_t bytes = 0;
  std::vector<caf::typed_response_promise<job>> waiting;
  bool purging = false;
  static inline const char* name = "store_writer";
};

using store_writer_pointer =
    store_writer_actor::stateful_pointer<store_writer_state>;
// g++ 12 would hand the self pointer to an aggregate's first member.
static_assert(
    !std::is_constructible_v<store_writer_state, store_writer_pointer>);

store_writer_actor::behavior_type store_writer(store_writer_pointer self,
                                               store_writer_options options);

} // namespace leadmill
