// The actor behind the live feed: the newest state of every job that
// subscribers may see (the open ones and those that ended last), encoded once.
//
// It publishes through its sink, in commit order, every state that the status
// store tells it, and snapshots on request: a snapshot holds all that was
// published before it, so a taker that applies what follows misses nothing. It
// also says from when on it tells all that happened, for takers that were away.
#pragma once

#include <cstddef>
#include <deque>
#include <map>
#include <string>
#include <type_traits>
#include <unordered_map>
#include <vector>

#include <caf/stateful_actor.hpp>
#include <caf/typed_event_based_actor.hpp>

#include "messages/actors.hpp"
#include "messages/feed.hpp"

namespace leadmill {

struct live_feed_options {
  live_sink sink;
  /// The open jobs at the start, and the ended ones: `max_ended`, and one more
  /// if there are more.
  std::vector<job> jobs;
  /// The highest sequence number at the start.
  std::uint64_t seq = 0;
  /// What was removed before the start.
  removal_marks removed;
  /// How many ended jobs are kept; the earliest goes first.
  std::size_t max_ended = 1'000;
  /// How many removals are remembered; the earliest goes first.
  std::size_t max_removed = 10'000;
};

struct live_feed_state {
  live_feed_state() = default;

  /// Takes a state; what to publish of it.
  live_job put(const job& state);
  /// Forgets a job that is gone; what to publish of it.
  live_removed remove(const removed_job& gone);
  live_snapshot snapshot(std::uint64_t ticket) const;
  /// Remembers a removal.
  void mark(live_removed gone);

  live_sink sink;
  std::size_t max_ended = 0;
  std::size_t max_removed = 0;
  std::uint64_t seq = 0;
  /// The number of the latest end or removal that was forgotten.
  std::uint64_t forgotten = 0;
  std::unordered_map<std::string, live_job> jobs;
  /// The ended ones by the order of their last state.
  std::map<std::uint64_t, std::string> ended;
  std::deque<live_removed> removed;
  static inline const char* name = "live_feed";
};

using live_feed_pointer = live_feed_actor::stateful_pointer<live_feed_state>;
// g++ 12 would hand the self pointer to an aggregate's first member.
static_assert(!std::is_constructible_v<live_feed_state, live_feed_pointer>);

live_feed_actor::behavior_type live_feed(live_feed_pointer self,
                                         live_feed_options options);

} // namespace leadmill
