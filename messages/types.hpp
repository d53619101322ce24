// The messages between actors that are more than vocabulary, how those that
// may cross a wire look there, and their registration. Here begins what knows
// CAF.
#pragma once

#include <caf/actor_system_config.hpp>
#include <caf/allowed_unsafe_message_type.hpp>
#include <caf/error.hpp>
#include <caf/meta/type_name.hpp>

#include "messages/changes.hpp"
#include "messages/errors.hpp"
#include "messages/queries.hpp"

namespace leadmill {

/// Tells the writer to commit what is queued.
struct flush {};
/// Tells the reader to drop result cursors that nobody asked for in time.
struct expire {};
/// Asks the live feed for a snapshot under this ticket.
struct take_snapshot {
  std::uint64_t ticket = 0;
};
/// Tells the live feed that this state was committed.
struct publish_job {
  job state;
};
/// Rows for a step worker.
struct work_slice {
  std::vector<input_row> rows;
  /// Empty: the steps as configured.
  std::vector<std::string> steps;
};
/// What came of a slice, in the order of its rows.
struct worked_slice {
  std::vector<lead_result> leads;
};
/// Runs a job.
struct submit_job {
  job_draft draft;
};
/// Tells a job actor to stop, as cancelled or released at its checkpoint.
struct stop_attempt {
  attempt_end how = attempt_end::released;
};
/// A job actor's note to itself: go on after a pause.
struct resume_attempt {};
/// The supervisor's note to itself: start what waits, after a pause.
struct start_waiting {};
/// The supervisor's note to itself: an attempt had its time to stop.
struct expect_stopped {
  attempt_ref attempt;
};
/// Stops everything that runs at its checkpoint, and takes nothing new.
struct drain {};
/// Asks whether new work can be taken.
struct get_ready {};
/// Asks for a job; `errc::not_found`.
struct get_job {
  std::string id;
};
struct next_results {
  std::uint64_t cursor = 0;
};
struct close_results {
  std::uint64_t cursor = 0;
};

template <class Inspector>
auto inspect(Inspector& f, attempt_ref& x) {
  return f(caf::meta::type_name("attempt_ref"), x.job, x.number);
}

template <class Inspector>
auto inspect(Inspector& f, input_row& x) {
  return f(caf::meta::type_name("input_row"), x.row, x.json);
}

template <class Inspector>
auto inspect(Inspector& f, lead_result& x) {
  return f(caf::meta::type_name("lead_result"), x.row, x.status, x.reason,
           x.key, x.duplicate_of, x.input, x.fields);
}

template <class Inspector>
auto inspect(Inspector& f, job_progress& x) {
  return f(caf::meta::type_name("job_progress"), x.current, x.total);
}

template <class Inspector>
auto inspect(Inspector& f, job_counts& x) {
  return f(caf::meta::type_name("job_counts"), x.saved, x.filtered, x.failed);
}

template <class Inspector>
auto inspect(Inspector& f, job& x) {
  return f(caf::meta::type_name("job"), x.id, x.type, x.phase, x.progress,
           x.counts, x.attempt, x.failures, x.max_attempts, x.seq, x.created_at,
           x.started_at, x.completed_at, x.node, x.error, x.code, x.tags,
           x.steps, x.metadata);
}

template <class Inspector>
auto inspect(Inspector& f, save_leads& x) {
  return f(caf::meta::type_name("save_leads"), x.attempt, x.leads);
}

template <class Inspector>
auto inspect(Inspector& f, end_attempt& x) {
  return f(caf::meta::type_name("end_attempt"), x.attempt, x.how, x.error,
           x.code);
}

template <class Inspector>
auto inspect(Inspector& f, pull_rows& x) {
  return f(caf::meta::type_name("pull_rows"), x.attempt, x.from_row,
           x.max_rows);
}

template <class Inspector>
auto inspect(Inspector& f, row_chunk& x) {
  return f(caf::meta::type_name("row_chunk"), x.rows, x.last);
}

template <class Inspector>
auto inspect(Inspector& f, read_checkpoint& x) {
  return f(caf::meta::type_name("read_checkpoint"), x.attempt, x.from_row,
           x.max_rows);
}

template <class Inspector>
auto inspect(Inspector& f, checkpoint_chunk& x) {
  return f(caf::meta::type_name("checkpoint_chunk"), x.leads, x.last);
}

template <class Inspector>
auto inspect(Inspector& f, stop_attempt& x) {
  return f(caf::meta::type_name("stop_attempt"), x.how);
}

template <class Inspector>
auto inspect(Inspector& f, resume_attempt&) {
  return f(caf::meta::type_name("resume_attempt"));
}

/// `errc` as CAF carries it (found by argument-dependent lookup).
caf::error make_error(errc code, std::string detail = {});

/// Whether the error is one of `errc` rather than of CAF (a receiver that is
/// gone, a request that timed out).
bool is_ours(const caf::error& what);

/// A problem as an error and back; fields are not carried. An error that is
/// not ours becomes `timeout` (requests that time out) or `internal`.
caf::error to_error(const problem& what);
problem to_problem(const caf::error& what);

/// Registers every type that may cross a wire, and our error category.
void add_message_types(caf::actor_system_config& config);

} // namespace leadmill

// These never leave the coordinator.
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(leadmill::accept_job)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(leadmill::begin_attempt)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(leadmill::cancel_job)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(leadmill::fail_job)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(leadmill::change)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(leadmill::flush)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(leadmill::expire)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(leadmill::take_snapshot)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(leadmill::publish_job)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(leadmill::work_slice)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(leadmill::worked_slice)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(leadmill::submit_job)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(leadmill::start_waiting)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(leadmill::expect_stopped)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(leadmill::drain)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(leadmill::get_ready)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(leadmill::get_job)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(leadmill::next_results)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(leadmill::close_results)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(leadmill::job_query)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(leadmill::job_page)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(leadmill::result_query)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(leadmill::result_text)
