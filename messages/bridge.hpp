// The port through which net/ reaches the actors: plain callbacks, no CAF.
#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <vector>

#include "messages/changes.hpp"
#include "messages/errors.hpp"
#include "messages/queries.hpp"

namespace leadmill {

/// Takes the answer to a call: exactly once, on any thread, within a bounded
/// time. Must not block.
template <class T>
using reply = std::function<void(outcome<T>)>;

enum class bulk_action : std::uint8_t { cancel, retry };

/// Cancels or retries every job that `filter` finds (its limit and cursor do
/// not count) and whose state allows it.
struct bulk_request {
  bulk_action action = bulk_action::cancel;
  job_query filter;
  /// Only counts.
  bool dry_run = false;
};

/// Removes jobs that ended before `before`.
struct cleanup_request {
  unix_ms before = 0;
};

/// Where a person was erased.
struct erased_place {
  lead_place place;
  /// It had been worked already; otherwise only its input held the person.
  bool had_result = false;
};

/// What the outside can ask for. Every call returns at once.
class bridge {
 public:
  virtual ~bridge() = default;

  /// Stores the job and queues it; answers after the commit.
  virtual void submit(job_draft draft, reply<job> done) = 0;

  /// Cancels a job that has not ended.
  virtual void cancel(std::string id, reply<job> done) = 0;

  /// Runs a job again, see `retry_job`.
  virtual void retry(std::string id, reply<job> done) = 0;

  /// Answers with how many jobs it changed (`dry_run`: would change).
  virtual void steer_matching(bulk_request what, reply<std::uint64_t> done) = 0;

  /// Answers true once it is kept.
  virtual void pause(set_paused what, reply<bool> done) = 0;

  /// Answers with how many jobs are gone from then on; what they take on the
  /// disk is given back in the background.
  virtual void clean_up(cleanup_request what, reply<std::uint64_t> done) = 0;

  /// Takes the person with this lead key out of everything that is kept.
  /// Answers with where that was, once it is gone from the disk.
  virtual void erase_lead(std::string key,
                          reply<std::vector<erased_place>> done) = 0;

  /// What happened to a job, in order.
  virtual void find_history(std::string id,
                            reply<std::vector<history_entry>> done) = 0;

  virtual void read_usage(reply<usage_report> done) = 0;
  virtual void read_stats(reply<job_stats> done) = 0;
  virtual void read_paused(reply<paused_types> done) = 0;

  /// Every destination of the configuration: webhooks, then files, each in its
  /// order.
  virtual void read_destinations(reply<std::vector<destination_view>> done) = 0;
  virtual void list_deliveries(delivery_query query,
                               reply<delivery_page> done) = 0;
  /// Sends every delivery that the filter finds, and that is delivered or dead,
  /// once more; a destination that the filter names and that is stopped goes
  /// on. Answers with how many. `not_found` for an id that is none, `conflict`
  /// for one that is sending or queued.
  virtual void replay(delivery_filter which, reply<std::uint64_t> done) = 0;

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
