// The actor through which every change passes on its way to the writer and
// back. It owns the view of all open jobs, which only a committed change
// alters, and tells the live feed of each, so that nothing is answered, shown
// or pushed before its commit.
//
// A writer that does not answer in time, or that reports a failed sync, means
// that the disk's state is unknown: then `on_disk_unknown` is called, which
// ends the process.
#pragma once

#include <chrono>
#include <functional>
#include <string>
#include <type_traits>
#include <unordered_map>
#include <vector>

#include <caf/stateful_actor.hpp>
#include <caf/typed_event_based_actor.hpp>

#include "messages/actors.hpp"

namespace leadmill {

struct status_store_options {
  store_writer_actor writer;
  /// For lists of jobs, which may take long.
  store_reader_actor reader;
  /// For single jobs, on which slots wait: not behind what clients read.
  store_reader_actor row_reader;
  live_feed_actor feed;
  /// The jobs that have not ended at the start.
  std::vector<job> open_jobs;
  /// The highest sequence number at the start.
  std::uint64_t seq = 0;
  std::chrono::milliseconds write_timeout{30'000};
  std::chrono::milliseconds read_timeout{10'000};
  std::function<void(const problem&)> on_disk_unknown;
};

struct status_store_state {
  status_store_state() = default;

  /// Takes what was committed; whether it is news.
  bool apply(const job& committed);
  /// The job, if it is open.
  const job* find(const std::string& id) const;

  status_store_options options;
  std::unordered_map<std::string, job> open;
  std::uint64_t seq = 0;
  /// Whether the last commit went through.
  bool writable = true;
  static inline const char* name = "status_store";
};

using status_store_pointer =
    status_store_actor::stateful_pointer<status_store_state>;
// g++ 12 would hand the self pointer to an aggregate's first member.
static_assert(
    !std::is_constructible_v<status_store_state, status_store_pointer>);

status_store_actor::behavior_type status_store(status_store_pointer self,
                                               status_store_options options);

} // namespace leadmill
