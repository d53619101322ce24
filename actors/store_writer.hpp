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
#include <optional>
#include <string>
#include <type_traits>
#include <unordered_map>
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
  /// For so long after a person was forgotten, no answer about it is kept: a
  /// job that was under way may still have asked.
  unix_ms heed_forgotten_ms = 24 * 60 * 60 * 1000;
};

struct store_writer_state {
  store_writer_state() = default;

  using promise = caf::typed_response_promise<job>;

  /// Queues a change with who waits for it; whether the queue was empty.
  bool add(change what, promise who);
  /// Whether a transaction is full.
  bool full() const noexcept;
  /// Commits what is queued, and answers. When the store fails as a whole over
  /// a defect, each change is tried alone, so that one does not take its
  /// neighbours with it.
  void commit();

  store_writer_options options;
  std::vector<change> changes;
  std::size_t bytes = 0;
  /// Unset: nobody waits for this one.
  std::vector<std::optional<promise>> waiting;
  bool purging = false;
  /// Hashes of the keys of people who were forgotten, and when; not kept over
  /// the end of the process, nor is what was under way.
  std::unordered_map<std::size_t, unix_ms> forgotten;
  static inline const char* name = "store_writer";

 private:
  void push(change what, std::optional<promise> who);
  void note_forgotten(const std::string& subject);
  bool is_forgotten(const std::string& subject) const;
};

using store_writer_pointer =
    store_writer_actor::stateful_pointer<store_writer_state>;
// g++ 12 would hand the self pointer to an aggregate's first member.
static_assert(
    !std::is_constructible_v<store_writer_state, store_writer_pointer>);

store_writer_actor::behavior_type store_writer(store_writer_pointer self,
                                               store_writer_options options);

} // namespace leadmill
