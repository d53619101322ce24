// What a change makes of a job, or why it is refused: pure functions that every
// store asks inside its transaction, so that all stores decide alike. Which
// rows are new only a store can know; the rest is here.
#pragma once

#include <string>

#include "messages/changes.hpp"
#include "messages/errors.hpp"
#include "messages/job.hpp"
#include "messages/lead.hpp"

namespace leadmill {

/// The job after a change that may happen.
struct decision {
  /// Still without its new sequence number.
  job state;
  /// False: the change alters nothing, so it takes no number.
  bool applied = true;
  /// For the history: what the job itself does not keep.
  std::string reason;
  /// The store takes the saved rows of the parent over (`input` of every result
  /// that is saved and no duplicate, and the headers), and sets the total.
  bool takes_rows = false;
};

/// The id of the job that `what` is about; empty for those that are about none.
const std::string& job_of(const change& what);

/// The id of the other job that matters for it: the one that its job waits for.
/// Empty for none.
const std::string& parent_of(const change& what, const job* current);

/// Decides `what` against `current` and `parent` (null: there is no such job).
/// Refusals as in store/job_store.hpp. For `save_leads` it only says whether
/// rows may be saved, with `applied` false: the store counts what it inserts
/// and asks `with_saved`. For `retry_job` the store takes the failed rows out
/// and for `erase_leads` it does everything, asking `with_saved` likewise;
/// repeats of an acceptance it finds before it asks.
outcome<decision> decide(const change& what, const job* current,
                         const job* parent, unix_ms now);

/// Why a repeat of an acceptance with another digest is refused.
problem key_was_reused();

/// The counter that a row of this status belongs to.
std::uint32_t& count_of(job_counts& counts, lead_status status);

/// The job with so many more rows in its results.
job with_saved(job state, const job_counts& added);

/// The fence: `not_found`, or `stale` unless `attempt` is the current one of a
/// job that is running or cancelling.
outcome<void> check_fence(const job* current, const attempt_ref& attempt);

} // namespace leadmill
