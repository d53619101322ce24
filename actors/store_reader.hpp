// The actor that owns a read-only connection: rows and checkpoints for job
// actors, kept answers and usage for upstreams, jobs and results for everybody
// else. Never waits for the writer.
//
// A result page is one read transaction, handed out part by part as its taker
// asks; one that is not asked for in time is dropped. Spawn it detached, since
// it blocks on the disk.
#pragma once

#include <chrono>
#include <memory>
#include <type_traits>
#include <unordered_map>

#include <caf/stateful_actor.hpp>
#include <caf/typed_event_based_actor.hpp>

#include "leads/result_text.hpp"
#include "messages/actors.hpp"
#include "store/job_store.hpp"

namespace leadmill {

struct store_reader_options {
  std::shared_ptr<job_reader> reader;
  /// Rows in one part of a result page.
  std::uint32_t part_rows = 256;
  /// Result pages open at once; further ones are `too_many`.
  std::size_t max_cursors = 64;
  /// A page that is not asked for in this time is dropped.
  std::chrono::milliseconds cursor_idle{60'000};
};

struct store_reader_state {
  using time_point = std::chrono::steady_clock::time_point;

  store_reader_state() = default;

  outcome<result_text> open(const result_query& query, time_point now);
  outcome<result_text> next(std::uint64_t cursor, time_point now);
  void close(std::uint64_t cursor);
  /// Drops what was idle for too long; whether any page is still open.
  bool drop_idle(time_point now);

  store_reader_options options;
  struct page {
    std::unique_ptr<result_cursor> rows;
    result_encoder encoder;
    time_point used;
    bool by_saving;
  };
  std::unordered_map<std::uint64_t, page> pages;
  std::uint64_t last_cursor = 0;
  bool expiring = false;
  static inline const char* name = "store_reader";

 private:
  outcome<result_text> part(page& from, std::string text);
};

using store_reader_pointer =
    store_reader_actor::stateful_pointer<store_reader_state>;
// g++ 12 would hand the self pointer to an aggregate's first member.
static_assert(
    !std::is_constructible_v<store_reader_state, store_reader_pointer>);

store_reader_actor::behavior_type store_reader(store_reader_pointer self,
                                               store_reader_options options);

} // namespace leadmill
