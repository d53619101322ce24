// Everything that can be written, as plain data. A change names the attempt it
// comes from; whether it may happen is decided inside the store's transaction
// (see store/job_store.hpp), and the answer is the job as committed.
#pragma once

#include <cstddef>
#include <string>
#include <variant>
#include <vector>

#include "messages/errors.hpp"
#include "messages/job.hpp"
#include "messages/lead.hpp"

namespace leadmill {

/// A request to run a job, checked (messages/validate.hpp) but not yet stored.
struct job_draft {
  job_type type = job_type::enrichment;
  /// Empty: the supervisor makes one.
  std::string id;
  std::uint32_t max_attempts = 4;
  std::vector<std::string> tags;
  std::vector<std::string> steps;
  std::string metadata = "{}";
  /// The columns in their order, for tables; rows may hold fewer or more.
  std::vector<std::string> headers;
  /// JSON objects, one per row.
  std::vector<std::string> rows;
};

/// About the memory that a draft's rows take.
std::size_t bytes_of(const job_draft& draft) noexcept;

/// Writes a new job with its rows. `conflict` when the id exists.
struct accept_job {
  job_draft draft;
};

/// Starts the attempt after `expected`: `running`, attempt `expected` + 1.
/// `stale` when the job's attempt is another or it has ended.
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

/// How an attempt ended.
enum class attempt_end : std::uint8_t {
  /// Every row stands in the results: the job is done. `conflict` when rows
  /// are missing.
  completed,
  /// The attempt failed by itself: `queued` for the next one, or `failed` when
  /// `failures` reaches `max_attempts`.
  failed,
  /// A cancelling attempt has stopped: `cancelled`.
  cancelled,
  /// Given back at its checkpoint (drain): `queued`, no failure.
  released,
};

/// Ends the attempt. Of an attempt that is cancelling, `failed` and `released`
/// end it as `cancelled` too; `completed` is `stale`.
struct end_attempt {
  attempt_ref attempt;
  attempt_end how = attempt_end::completed;
  std::string error;
  std::string code;
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
};

/// Writes nothing that matters: asks whether the store can write.
struct probe_write {};

using change = std::variant<accept_job, begin_attempt, save_leads, end_attempt,
                            cancel_job, fail_job, probe_write>;

} // namespace leadmill
