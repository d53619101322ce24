// Where every job stands that has not ended and does not run: in the run queue,
// on a date, in its backoff, or behind another job; and until when a job that
// has started must have ended. Pure; the supervisor owns one.
//
// Two clocks: dates (`runAt`) are of the wall clock, since that is what they
// mean. Backoffs and deadlines are durations, counted on a steady clock, so
// that setting the wall clock neither delays a retry nor ends a job.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <unordered_map>
#include <vector>

#include "actors/run_queue.hpp"
#include "actors/timetable.hpp"
#include "messages/job.hpp"
#include "messages/time.hpp"

namespace leadmill {

struct job_board_options {
  std::uint32_t starts_before_lower = 8;
  /// A job with more leads, or more pages, is large.
  std::uint32_t large_rows = 1'000;
  std::uint32_t large_pages = 10;
  /// No backoff is longer, whatever the clock said when it was written down.
  std::int64_t max_backoff_ms = 300'000;
};

/// What time it is, by both clocks.
struct two_clocks {
  unix_ms wall = 0;
  std::int64_t steady_ms = 0;
};

class job_board {
 public:
  explicit job_board(job_board_options options = {});

  /// Takes a job that is queued (`front`: before its equals), scheduled,
  /// retrying or waiting; one that stands here already stays where it is.
  void place(const job& pending, const two_clocks& now, bool front = false);

  /// The job has started, ended or is gone: takes it from wherever it stands.
  /// Its deadline stays.
  void remove(const std::string& id);

  /// The next job to start; it no longer stands here.
  std::optional<waiting_job> next(const start_permit& permit);
  /// For a job that was next and could not start.
  void put_back(waiting_job job);

  /// Jobs whose date or backoff has come: they no longer stand here. The
  /// earliest first, at most `limit`.
  std::vector<std::string> take_due(const two_clocks& now, std::size_t limit);

  /// Those that wait for the job `parent`.
  std::vector<std::string> children_of(const std::string& parent) const;
  bool waits_for_other(const std::string& id) const;

  void set_deadline(const job& started, const two_clocks& now);
  void clear_deadline(const std::string& id);
  /// For a job that was overdue and could not be ended.
  void postpone_deadline(const std::string& id, const two_clocks& now,
                         std::int64_t delay_ms);
  /// Jobs that are out of time, each once.
  std::vector<std::string> take_overdue(const two_clocks& now,
                                        std::size_t limit);

  /// How long until something may be due; nothing if nothing will be.
  std::optional<std::int64_t> until_next(const two_clocks& now) const;

  bool is_large(const job& state) const;
  /// How many jobs stand here.
  std::size_t size() const;

 private:
  void wait_for_other(const job& pending);

  job_board_options options_;
  run_queue queue_;
  timetable dates_;    // by the wall clock
  timetable backoffs_; // by the steady clock, like the next
  timetable deadlines_;
  /// What a job waits for, and its place among those that wait for it too.
  struct wait {
    std::string parent;
    std::uint64_t place;
  };
  std::unordered_map<std::string, wait> waits_;
  std::unordered_map<std::string, std::map<std::uint64_t, std::string>>
      children_;
  std::uint64_t last_wait_ = 0;
};

} // namespace leadmill
