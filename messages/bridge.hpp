// The port through which net/ reaches the actors: plain callbacks, no CAF.
#pragma once

#include <cstdint>
#include <functional>
#include <string>

#include "messages/changes.hpp"
#include "messages/errors.hpp"
#include "messages/queries.hpp"

namespace leadmill {

/// Takes the answer to a call: exactly once, on any thread, within a bounded
/// time. Must not block.
template <class T>
using reply = std::function<void(outcome<T>)>;

/// What the outside can ask for. Every call returns at once.
class bridge {
 public:
  virtual ~bridge() = default;

  /// Stores the job and queues it; answers after the commit.
  virtual void submit(job_draft draft, reply<job> done) = 0;

  /// Cancels a job that has not ended.
  virtual void cancel(std::string id, reply<job> done) = 0;

  virtual void find_job(std::string id, reply<job> done) = 0;
  virtual void list_jobs(job_query query, reply<job_page> done) = 0;

  /// The first part of a result page, then part by part while `cursor` is not
  /// 0. Whoever stops early says so with `close_results`.
  virtual void open_results(result_query query, reply<result_text> done) = 0;
  virtual void next_results(std::uint64_t cursor, reply<result_text> done) = 0;
  virtual void close_results(std::uint64_t cursor) = 0;

  /// Asks the live feed for a snapshot; it comes through the feed's sink, in
  /// order with the jobs that it publishes, under `ticket`.
  virtual void request_snapshot(std::uint64_t ticket) = 0;

  /// Answers true when new work can be taken; otherwise why not
  /// (`draining`, `unavailable`).
  virtual void ready(reply<bool> done) = 0;
};

} // namespace leadmill
