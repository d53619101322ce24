// What a change makes of a job, or why it is refused: pure functions that every
// store asks inside its transaction, so that all stores decide alike. Which
// rows are new only a store can know; the rest is here.
#pragma once

#include <functional>
#include <string>

#include "messages/changes.hpp"
#include "messages/errors.hpp"
#include "messages/job.hpp"
#include "messages/lead.hpp"
#include "messages/queries.hpp"

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

/// Whether `decide` has to know how far the job has come (`scrape`).
bool asks_for_scrape(const change& what, const job* current);

/// Decides `what` against `current` and `parent` (null: there is no such job).
/// Refusals as in store/job_store.hpp. For `save_leads` and `save_page` it only
/// says whether rows may be saved, with `applied` false: the store counts what
/// it inserts and asks `with_saved`, or `with_page` if the page is new. For
/// `retry_job` the store takes the failed rows out (`has_input_rows`) and for
/// `erase_leads` it does everything, asking `with_saved` likewise; repeats of
/// an acceptance it finds before it asks. A draft's `then` is decided as an
/// acceptance of its own (`then_of`), with the first job as its parent.
outcome<decision> decide(const change& what, const job* current,
                         const job* parent, unix_ms now,
                         const scrape_progress* scrape = nullptr);

/// Finds a job by its id; null when there is none.
using find_known = std::function<const job*(const std::string& id)>;

struct two_decisions {
  decision first;
  decision then;
};

/// Decides an acceptance together with that of the job that follows it: both
/// may happen, or neither.
outcome<two_decisions> decide_both(const accept_job& what,
                                   const accept_job& then,
                                   const find_known& find, unix_ms now);

/// The one place where a phase changes: `conflict`, saying that such a job
/// cannot be `wish`, when the table does not have it.
outcome<decision> move_to(job state, job_phase to, unix_ms now,
                          std::string reason, const char* wish);

/// Whether its rows came with it, so that a retry does those that failed again;
/// those of a scraping job are what it found.
bool has_input_rows(const job& state);

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
