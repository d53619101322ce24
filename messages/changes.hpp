// Everything that can be written, as plain data. A change names the attempt it
// comes from; whether it may happen is decided inside the store's transaction
// (see store/job_store.hpp), and the answer is the job as committed.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "messages/errors.hpp"
#include "messages/job.hpp"
#include "messages/lead.hpp"
#include "messages/outbox.hpp"

namespace leadmill {

/// What makes the repeat of a request harmless.
struct idempotency {
  /// Who asked, for what, and the client's own key: one text. Empty: none.
  std::string key;
  /// A digest of what was asked; a repeat has the same.
  std::string digest;
  bool operator==(const idempotency&) const = default;
};

/// What a scraping job reads.
struct scrape_plan {
  /// The name of a declared source.
  std::string source;
  /// A JSON object, as it came.
  std::string params = "{}";
  std::uint32_t max_pages = 10;
  std::uint32_t max_results = 250;
  bool operator==(const scrape_plan&) const = default;
};

/// A request to run a job, checked (messages/validate.hpp) but not yet stored.
struct job_draft {
  job_type type = job_type::enrichment;
  /// Empty: the supervisor makes one.
  std::string id;
  std::uint32_t max_attempts = 4;
  job_priority priority = job_priority::normal;
  /// The earliest start: a delay from the acceptance on, or a time. At most
  /// one is set.
  std::uint32_t delay_s = 0;
  unix_ms run_at = 0;
  /// 0: as configured (whoever submits it fills it in).
  std::uint32_t timeout_s = 0;
  /// The job that must end first, and how; empty for none.
  std::string after;
  after_policy policy = after_policy::success;
  /// The rows are what `after` finds: `headers` and `rows` are empty.
  bool takes_rows = false;
  idempotency repeat;
  std::vector<std::string> tags;
  std::vector<std::string> steps;
  /// Names of destinations; empty: those that are so by default.
  std::vector<std::string> outputs;
  std::string metadata = "{}";
  /// The columns in their order, for tables; rows may hold fewer or more.
  std::vector<std::string> headers;
  /// JSON objects, one per row.
  std::vector<std::string> rows;
  /// Set for a scraping job, and for no other.
  std::optional<scrape_plan> scrape;
  /// At most one: the enrichment of what this scraping job finds. It is
  /// accepted with it, and waits for it (`after` is filled in).
  std::vector<job_draft> then;
};

/// About the memory that what a draft brings along takes: its rows, a search's
/// parameters, the job that follows.
std::size_t bytes_of(const job_draft& draft) noexcept;

/// Writes a new job with its rows: `queued`, `scheduled` when it is to start
/// later, `waiting` while the job that it waits for is open. `conflict` when
/// the id exists, or when that job has ended otherwise than asked; `not_found`
/// when there is no such job.
///
/// With `then` both jobs are written, or none; the answer is the first one.
///
/// With an idempotency key that is known: the job that was started under it, as
/// it is now (with nothing but its id if it was cleaned up), and nothing is
/// written; `key_reused` when the digest is another.
///
/// With `refusal` nothing new is accepted: a request whose idempotency key is
/// known is answered as ever, any other with this problem.
struct accept_job {
  job_draft draft;
  std::optional<problem> refusal = std::nullopt;
};

/// Starts the attempt after `expected`: `running`, attempt `expected` + 1.
/// `stale` when the job's attempt is another or it has ended, `conflict` unless
/// it is queued.
struct begin_attempt {
  std::string job;
  std::uint32_t expected = 0;
  std::string node;
};

/// Saves rows of the current attempt, also while `cancelling`. Idempotent per
/// (job, row): what is there stays, and only rows really inserted count.
struct save_leads {
  attempt_ref attempt;
  std::vector<lead_result> leads;
};

/// Saves a page of a scraping job's current attempt, with where to go on, also
/// while `cancelling`. Idempotent per (job, page): of a page that is there
/// already nothing changes. Pages are saved in order: `conflict` for one that
/// is not the next. Rows are numbered on by the store, in order: the `row` of
/// each lead is ignored. The job's progress is the number of its pages.
struct save_page {
  attempt_ref attempt;
  /// From 1.
  std::uint32_t page = 0;
  /// What the next page needs, see `scrape_progress`.
  std::string cursor;
  /// Tells a page that repeats the one before it.
  std::string digest;
  /// No page follows.
  bool last = false;
  std::vector<lead_result> leads;
};

/// Keeps what a provider or source answered, and counts it as used. It belongs
/// to no job. Answers with an empty job.
struct keep_answer {
  /// The name of the provider or source, as usage is counted.
  std::string upstream;
  /// A digest of the request. Empty: the answer is not kept, only counted.
  std::string key;
  int status = 0;
  std::string body;
  /// From then on it is asked again.
  unix_ms expires_at = 0;
  /// Keys of the leads whose data it holds, for erasure.
  std::vector<std::string> subjects;
  std::int64_t cost_micros = 0;
};

/// Notes that a kept answer holds the data of this lead too. An answer that is
/// gone is passed over. Answers with an empty job.
struct note_subject {
  std::string key;
  std::string subject;
};

/// Forgets every kept answer that holds the data of the lead with this key.
/// Answers with an empty job.
struct forget_answers {
  std::string subject;
};

/// How an attempt ended.
enum class attempt_end : std::uint8_t {
  /// Every row stands in the results, or (scraping) the last page that is
  /// wanted is saved: the job is done. `conflict` when rows are missing.
  completed,
  /// The attempt failed by itself: `retrying` until `retry_at` (`queued` when
  /// that is not in the future), or `failed` when `failures` reaches
  /// `max_attempts`.
  failed,
  /// A cancelling attempt has stopped: `cancelled`.
  cancelled,
  /// Given back at its checkpoint (drain): `queued`, no failure.
  released,
  /// Its process or node died: `queued`; `failed` as "quarantined" after
  /// `max_deaths_in_a_row` without a row saved in between.
  died,
  /// The job may not be tried again (it is out of time): `failed`.
  given_up,
};

/// Ends the attempt. Of an attempt that is cancelling, every end but
/// `completed`, which is `stale`, makes it `cancelled`.
struct end_attempt {
  attempt_ref attempt;
  attempt_end how = attempt_end::completed;
  std::string error;
  std::string code;
  unix_ms retry_at = 0;
};

/// A pending job is `cancelled` at once, a running one `cancelling`; one that
/// is cancelling stays so. `conflict` when it has ended.
struct cancel_job {
  std::string job;
};

/// Fails a pending job, e.g. one that was accepted but cannot be dispatched.
struct fail_job {
  std::string job;
  std::string error;
  std::string code;
  /// Forgets the idempotency key that it was accepted under.
  bool forget_key = false;
};

/// A job that is scheduled or retrying is due: `queued`. `conflict` for any
/// other.
struct queue_job {
  std::string job;
};

/// Looks at the job that a waiting one waits for. While that is open, nothing
/// changes; ended as asked (and with its rows taken over, if it takes them):
/// `queued` or `scheduled`; ended otherwise, or gone: `skipped`, with the
/// reason. `conflict` unless the job is waiting.
struct release_job {
  std::string job;
};

/// Runs a job again that failed, was cancelled, or completed with failed leads:
/// what is saved stays, failed rows are taken out of the results to be done
/// again; failures, error and times of the end are cleared. `queued`, or what
/// `accept_job` says if it never got its turn. `conflict` in any other state.
struct retry_job {
  std::string job;
};

/// Lets no job start (of one type, or at all), or lets them start again.
/// Answers with an empty job.
struct set_paused {
  std::optional<job_type> type;
  bool paused = true;
};

/// Takes a person out of these rows of a job: input and result become empty
/// (`{}` and `{"erased":true}`, without a key); a row without a result gets
/// such a one, `filtered` as "erased", so that nothing that is under way can
/// bring the person back. Forgets the idempotency key that the job was
/// accepted under, since its digest is of the person too. Rows that the job
/// does not have are passed over. In whatever state the job is.
struct erase_leads {
  std::string job;
  std::vector<std::uint32_t> rows;
};

/// Tells every destination that wants them of events that no job made. `key`:
/// once told under it, nothing is told again (for 60 days); empty: always.
struct announce {
  event_kind event = event_kind::system_paused;
  /// What the event says, a JSON object.
  std::string data;
  std::string key;
};

/// Makes a delivery, `sending`, of the entries up to `end`; they are gone then.
/// Without an id they are gone and there is no delivery: nothing in them was to
/// be sent. `conflict` when the destination has a delivery that is `sending`,
/// or when the entries are not there (any more).
struct compose_delivery {
  std::string destination;
  std::string id;
  event_kind event = event_kind::leads_saved;
  std::string body;
  std::uint32_t leads = 0;
  std::vector<lead_range> ranges;
  outbox_place end;
  /// As read.
  std::uint64_t erasures = 0;
};

/// Gives a delivery, whose body was taken away by an erasure, another one.
/// `conflict` when it has one, and when somebody was erased since its leads
/// were read; `not_found`.
struct recompose_delivery {
  std::string id;
  std::string body;
  std::uint32_t leads = 0;
  std::uint64_t erasures = 0;
};

/// Keeps what came of a try, and how the delivery stands then. `not_found`.
struct note_delivery {
  std::string id;
  delivery_attempt attempt;
  /// `sending` (again from `next_at` on), `delivered` or `dead`.
  delivery_state state = delivery_state::delivered;
  unix_ms next_at = 0;
  /// Nothing more is sent to its destination, until it is resumed: why.
  std::string park;
};

/// Queues these deliveries, those that are delivered or dead, to be sent once
/// more under their ids. Others are passed over.
struct replay_deliveries {
  std::vector<std::string> ids;
};

/// Lets a destination that was stopped go on.
struct resume_destination {
  std::string destination;
};

/// What is about the outbox and no job. Answers with an empty job.
using outbox_change =
    std::variant<announce, compose_delivery, recompose_delivery, note_delivery,
                 replay_deliveries, resume_destination>;

/// Writes nothing that matters: asks whether the store can write.
struct probe_write {};

using change =
    std::variant<accept_job, begin_attempt, save_leads, end_attempt, cancel_job,
                 fail_job, queue_job, release_job, retry_job, set_paused,
                 erase_leads, save_page, keep_answer, note_subject,
                 forget_answers, outbox_change, probe_write>;

/// A job that was removed for good, and where that stands in the order of
/// commits.
struct removed_job {
  std::string id;
  std::uint64_t seq = 0;
  bool operator==(const removed_job&) const = default;
};

} // namespace leadmill
