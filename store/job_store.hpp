// What a store of jobs promises, whatever keeps it. The comments here are the
// contract; tests/store/conformance.cpp holds every store to them.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "messages/changes.hpp"
#include "messages/errors.hpp"
#include "messages/queries.hpp"

namespace leadmill {

/// The writing side; one per store.
class job_store {
 public:
  virtual ~job_store() = default;

  /// Applies `batch` in order, in one transaction; each change is decided
  /// against the state that the ones before it left. When this returns, what it
  /// reports is durable and visible to readers.
  ///
  /// The answer has one entry per change: the job as it then stands, with the
  /// sequence number of that change (rising by one per change applied, over
  /// all jobs, across restarts), or the reason for the refusal. A refused
  /// change leaves no trace and does not disturb the others. A change that
  /// alters nothing (rows that are all there already, cancelling what is
  /// cancelling, releasing a job whose parent is open, a repeat of what was
  /// accepted) answers with the job and takes no number; so do `probe_write`,
  /// which writes a little, `set_paused`, `keep_answer`, `note_subject`,
  /// `forget_answers` and what is about the outbox, which answer with an empty
  /// job.
  ///
  /// With every change of a job, what it announces is put into the outbox of
  /// the destinations that want it (messages/outbox.hpp).
  ///
  /// Refusals: `not_found`, `conflict` (an id that exists, a state that does
  /// not allow it, completing with rows or pages missing, rows of a scraping
  /// job, pages of an enrichment, a page that is not the next), `stale` (a
  /// write of an attempt that is not the current one, or no longer running),
  /// `key_reused`, `invalid_argument` (no id; a scraping job without a plan or
  /// with rows, and the like; an input row that is not compact,
  /// so that it holds a line break; saving a row that the job does not have,
  /// which refuses the whole `save_leads`).
  ///
  /// As a whole: `unavailable` when nothing was kept (disk full, I/O error
  /// before the commit; it may be tried again), `internal` when nothing was
  /// kept over a defect of ours (the other changes may be tried without the one
  /// that brought it), `disk_unknown` when a sync failed or the file is
  /// damaged, so that nobody knows what the disk holds; every later commit is
  /// refused so.
  virtual outcome<std::vector<outcome<job>>>
  commit(const std::vector<change>& batch, unix_ms now) = 0;

  /// Removes, in one transaction, every job that ended before `before`, that
  /// no waiting job waits for, and of which nothing is on its way to a
  /// destination that there is: from then on no reader finds it, and its id is
  /// free. Answers with what was removed, in the order of the numbers that the
  /// removals took. Fails as a whole like `commit`.
  virtual outcome<std::vector<removed_job>> remove_ended(unix_ms before,
                                                         unix_ms now) = 0;

  /// Gives back a part of what removed jobs take on the disk (about `max_rows`
  /// rows, or as many pages of the file), and forgets idempotency keys older
  /// than `keep_keys_ms`, marks of removal older than `keep_removals_ms`,
  /// answers that have expired, usage of months past and deliveries that ended
  /// long ago; says whether more is left to do. One small transaction. Fails
  /// like `commit`.
  virtual outcome<bool> purge(std::uint32_t max_rows, unix_ms now) = 0;

  /// Takes what was deleted or overwritten out of everything on the disk but
  /// the tables themselves. `unavailable` when readers are in the way: try
  /// again.
  virtual outcome<void> scrub() = 0;
};

/// An idempotency key is remembered for at least so long.
constexpr unix_ms keep_keys_ms = 24 * 60 * 60 * 1000;

/// What was removed is remembered for so long.
constexpr unix_ms keep_removals_ms = 7 * keep_keys_ms;

/// What a page of results starts with.
struct result_head {
  job state;
  /// The columns of the input in their order; of a scraping job, those of the
  /// rows that were found so far, in the order of their first appearance, at
  /// most 1,000.
  std::vector<std::string> headers;
  /// Of a scraping job: what it reads, and how far it has come.
  std::optional<scrape_progress> scrape;
};

struct result_rows {
  std::vector<lead_result> leads;
  /// Nothing follows in this query.
  bool last = false;
  /// For the page after, when `last` and a limit cut the page: the row to go
  /// on from. Unset for a query with `since`.
  std::optional<std::uint32_t> next_row;
  /// For the page after of a query with `since`: the highest number of saving
  /// returned so far, else the one given. Rows of a job count from 1 in the
  /// order of saving.
  std::uint64_t next_since = 0;
};

/// One read transaction over the results of one job: what is committed while
/// it is open does not show. Independent of its reader and of other cursors.
/// Take what is needed soon: an open cursor keeps the store from reclaiming
/// space.
class result_cursor {
 public:
  virtual ~result_cursor() = default;
  virtual const result_head& head() const = 0;
  /// The next rows, at most `max_rows`; after the last, none and `last` again.
  virtual outcome<result_rows> next(std::uint32_t max_rows) = 0;
};

/// The reading side; any number per store, each for one thread. Sees what was
/// committed when a call began. Every call may fail with
/// `unavailable`, or with `disk_unknown` when the file is damaged.
class job_reader {
 public:
  virtual ~job_reader() = default;

  /// Input rows for the current attempt; `stale` for any other, and when the
  /// attempt is no longer running or cancelling. `not_found`.
  virtual outcome<row_chunk> pull(const pull_rows& what) = 0;

  /// What is saved so far, whatever became of the rows; refusals as for
  /// `pull`.
  virtual outcome<checkpoint_chunk> checkpoint(const read_checkpoint& what) = 0;

  /// `not_found`.
  virtual outcome<job> find(const std::string& id) = 0;

  /// A page, newest first (by creation, then by acceptance). `from` is
  /// included, `to` is not; `text` ignores the case of ASCII letters and looks
  /// at metadata as JSON text. `invalid_argument` for a cursor that is none of
  /// ours, and for a limit of 0.
  virtual outcome<job_page> list(const job_query& query) = 0;

  /// Every job that has not ended, in order of acceptance.
  virtual outcome<std::vector<job>> open_jobs() = 0;

  /// The `limit` jobs that ended last, latest first.
  virtual outcome<std::vector<job>> recently_ended(std::uint32_t limit) = 0;

  /// The `limit` jobs that were removed last.
  virtual outcome<removal_marks> removals(std::uint32_t limit) = 0;

  /// The highest sequence number given so far; 0 for none.
  virtual outcome<std::uint64_t> last_seq() = 0;

  /// What happened to a job, in order; `not_found`.
  virtual outcome<std::vector<history_entry>>
  history(const std::string& id) = 0;

  /// Over all jobs; one entry per type. Quantiles are of the 10,000 jobs of the
  /// type that were accepted last.
  virtual outcome<job_stats> stats(unix_ms now) = 0;

  virtual outcome<paused_types> paused() = 0;

  /// Every row whose result has this lead key, in order of acceptance and of
  /// rows.
  virtual outcome<std::vector<lead_place>>
  find_lead(const std::string& key) = 0;

  /// Rows without a result or with a failed one (a failed lead has no key of
  /// its person), of all jobs that have input rows, whatever their state: at
  /// most `max_rows`, from `row` of the job numbered `job` on (0, 0: the
  /// first).
  virtual outcome<unworked_page> unworked(std::uint64_t job, std::uint32_t row,
                                          std::uint32_t max_rows) = 0;

  /// How far a scraping job has come; refusals as for `pull`, and `conflict`
  /// for a job of another type.
  virtual outcome<scrape_progress> scrape(const attempt_ref& attempt) = 0;

  /// An answer that was kept under `key` and has not expired at `now`.
  /// `subject`: whose data it is known to hold is told too; may be empty.
  virtual outcome<kept_answer>
  answer(const std::string& key, const std::string& subject, unix_ms now) = 0;

  /// What was used of each provider and source, in the day and the month (of
  /// UTC) that `now` is in.
  virtual outcome<usage_report> usage(unix_ms now) = 0;

  /// What stands at the front of a destination's outbox.
  virtual outcome<pending_batch> pending(const pending_query& query) = 0;

  /// What a destination is at; unset for nothing.
  virtual outcome<std::optional<open_delivery>>
  open_delivery_of(const std::string& destination) = 0;

  /// The leads of a delivery as they are now, of these statuses; those that
  /// were erased, and those of removed jobs, are not there. `not_found`.
  virtual outcome<delivery_leads>
  leads_of_delivery(const std::string& id,
                    const std::vector<lead_status>& to) = 0;

  /// Every destination of which the store knows anything, by name.
  virtual outcome<std::vector<destination_report>> destinations() = 0;

  /// `invalid_argument` for a cursor that is none of ours, and for a limit of
  /// 0.
  virtual outcome<delivery_page> deliveries(const delivery_query& query) = 0;

  /// `not_found`.
  virtual outcome<std::unique_ptr<result_cursor>>
  open_results(const result_query& query) = 0;
};

} // namespace leadmill
