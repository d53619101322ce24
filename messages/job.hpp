// A job as everybody sees it, and the one table of its legal transitions.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "messages/ids.hpp"
#include "messages/time.hpp"

namespace leadmill {

/// Where a job stands, in full; `status_of` gives the coarse word that older
/// clients know.
enum class job_phase : std::uint8_t {
  queued,     // waits for a slot
  scheduled,  // waits for a time
  waiting,    // waits for another job
  retrying,   // backs off before the next attempt
  running,    // an attempt is at work
  cancelling, // cancelled; its attempt is being stopped
  done,       // ended: completed
  failed,     // ended: failed
  cancelled,  // ended: cancelled by somebody
  skipped,    // ended: what it waited for did not turn out as asked
};

enum class job_status : std::uint8_t {
  pending,
  running,
  completed,
  failed,
  cancelled,
};

constexpr job_phase all_job_phases[] = {
    job_phase::queued,   job_phase::scheduled, job_phase::waiting,
    job_phase::retrying, job_phase::running,   job_phase::cancelling,
    job_phase::done,     job_phase::failed,    job_phase::cancelled,
    job_phase::skipped};

const char* to_string(job_phase phase) noexcept;
const char* to_string(job_status status) noexcept;
std::optional<job_phase> parse_job_phase(std::string_view text) noexcept;
std::optional<job_status> parse_job_status(std::string_view text) noexcept;

/// Which of the jobs that wait starts first (actors/run_queue.hpp has the
/// rules).
enum class job_priority : std::uint8_t { low, normal, high };

constexpr job_priority all_job_priorities[] = {
    job_priority::low, job_priority::normal, job_priority::high};

/// How the job that another one waits for must end, so that this one runs.
enum class after_policy : std::uint8_t {
  success, // completed
  failure, // failed, cancelled or skipped
  always,  // in whatever way
};

constexpr after_policy all_after_policies[] = {
    after_policy::success, after_policy::failure, after_policy::always};

const char* to_string(job_priority priority) noexcept;
const char* to_string(after_policy policy) noexcept;
std::optional<job_priority> parse_job_priority(std::string_view text) noexcept;
std::optional<after_policy> parse_after_policy(std::string_view text) noexcept;

job_status status_of(job_phase phase) noexcept;

/// Completed, failed or cancelled: only a manual retry leads out of it.
bool is_terminal(job_phase phase) noexcept;

struct job_transition {
  job_phase from;
  job_phase to;
};

/// The table: every legal transition, and no other. Saving rows is none.
constexpr job_transition legal_transitions[] = {
    {job_phase::queued, job_phase::running},
    {job_phase::queued, job_phase::failed},
    {job_phase::queued, job_phase::cancelled},
    {job_phase::scheduled, job_phase::queued},
    {job_phase::scheduled, job_phase::failed},
    {job_phase::scheduled, job_phase::cancelled},
    {job_phase::waiting, job_phase::queued},
    {job_phase::waiting, job_phase::scheduled},
    {job_phase::waiting, job_phase::skipped},
    {job_phase::waiting, job_phase::failed},
    {job_phase::waiting, job_phase::cancelled},
    {job_phase::retrying, job_phase::queued},
    {job_phase::retrying, job_phase::failed},
    {job_phase::retrying, job_phase::cancelled},
    {job_phase::running, job_phase::queued}, // given back, or its process died
    {job_phase::running, job_phase::retrying},
    {job_phase::running, job_phase::cancelling},
    {job_phase::running, job_phase::done},
    {job_phase::running, job_phase::failed},
    {job_phase::cancelling, job_phase::cancelled},
    {job_phase::done, job_phase::queued}, // manual retry, here and below
    {job_phase::failed, job_phase::queued},
    {job_phase::cancelled, job_phase::queued},
    {job_phase::failed, job_phase::waiting}, // it never got its turn before
    {job_phase::cancelled, job_phase::waiting},
};

/// Whether the table has it.
bool may_follow(job_phase from, job_phase to) noexcept;

struct job_progress {
  std::uint32_t current = 0;
  std::uint32_t total = 0;
  bool operator==(const job_progress&) const = default;
};

/// round(100 · current / total); 0 when the total is 0.
std::uint32_t percentage(const job_progress& progress) noexcept;

struct job_counts {
  std::uint32_t saved = 0;
  std::uint32_t filtered = 0;
  std::uint32_t failed = 0;
  bool operator==(const job_counts&) const = default;
};

/// Deaths of its process or node in a row, with no row saved in between, after
/// which a job is quarantined.
constexpr std::uint32_t max_deaths_in_a_row = 3;

/// A committed state of a job. JSON texts are kept as texts: they are compact
/// and valid, having been checked where they came in.
struct job {
  std::string id;
  job_type type = job_type::enrichment;
  job_phase phase = job_phase::queued;
  job_progress progress;
  job_counts counts;
  /// Starts so far; the number of the current attempt is the fence.
  std::uint32_t attempt = 0;
  /// Attempts that failed by themselves.
  std::uint32_t failures = 0;
  std::uint32_t max_attempts = 4;
  job_priority priority = job_priority::normal;
  /// Position of this state in the order of commits, over all jobs.
  std::uint64_t seq = 0;
  unix_ms created_at = 0;
  unix_ms started_at = 0;
  unix_ms completed_at = 0;
  /// When a job that is scheduled or retrying is due, or one that waits for
  /// another may start at the earliest; otherwise 0.
  unix_ms run_at = 0;
  /// How long it may take from its first start on, retries included.
  std::uint32_t timeout_s = 0;
  /// When that time is over; 0 before the first start and after the end.
  unix_ms deadline_at = 0;
  /// Deaths of its process or node in a row, with no row saved in between.
  std::uint32_t deaths = 0;
  /// Whether a row was saved since the last start.
  bool saved_since_start = false;
  /// The job that must end before this one starts; empty for none.
  std::string after;
  after_policy policy = after_policy::success;
  /// Its rows are what `after` finds; they are taken over once that completes.
  bool takes_rows = false;
  std::string node;
  /// For a person; empty unless the job failed or was skipped.
  std::string error;
  /// For a program: "attempt_failed", "silent", "timed_out", "quarantined",
  /// "dispatch_failed", "skipped"; empty with `error`.
  std::string code;
  std::vector<std::string> tags;
  /// Names of the steps to run; empty: as configured.
  std::vector<std::string> steps;
  /// Names of destinations; empty: those that are so by default.
  std::vector<std::string> outputs;
  /// A JSON object of at most 16 KiB.
  std::string metadata = "{}";
  bool operator==(const job&) const = default;
};

/// Of its progress, as clients are shown it; 100 once it is done, also when a
/// search had fewer pages than it might have read.
std::uint32_t shown_percentage(const job& state) noexcept;

/// A start of a job: what every write of its actor must name.
struct attempt_ref {
  std::string job;
  std::uint32_t number = 0;
  bool operator==(const attempt_ref&) const = default;
};

} // namespace leadmill
