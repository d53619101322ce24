// The messages between actors that are more than vocabulary, how those that
// may cross a wire look there, and their registration. Here begins what knows
// CAF.
#pragma once

#include <memory>
#include <string>
#include <utility>
#include <vector>

#include <caf/actor_system_config.hpp>
#include <caf/error.hpp>
#include <caf/meta/type_name.hpp>

#include "messages/bridge.hpp"
#include "messages/changes.hpp"
#include "messages/errors.hpp"
#include "messages/http.hpp"
#include "messages/queries.hpp"

namespace leadmill {

/// Tells the writer to commit what is queued.
struct flush {};
/// Tells the writer to give back a little more of what removed jobs take.
struct purge_some {};
/// Removes the jobs that ended before a time, see job_store::remove_ended.
struct remove_ended {
  unix_ms before = 0;
};
struct removed_jobs {
  std::vector<removed_job> jobs;
};
/// Takes what was deleted off the disk, see job_store::scrub.
struct scrub {};
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
/// Tells the live feed that this job is gone.
struct publish_removed {
  removed_job job;
};
/// Rows for a step worker.
struct work_slice {
  std::vector<input_row> rows;
  /// Empty: the steps as configured.
  std::vector<std::string> steps;
};
/// What the local steps made of a slice. Workers live beside their job, so the
/// courses of leads need not cross a wire.
struct started_leads;
struct worked_slice {
  std::shared_ptr<started_leads> leads;
};
/// Runs a job.
struct submit_job {
  job_draft draft;
};
/// Asks the supervisor for a place for one more job, of which `in_flight`
/// others are being stored at the moment.
struct reserve_place {
  std::size_t in_flight = 0;
};
/// Hands the supervisor a job that was accepted, to see it to its end.
struct dispatch_job {
  job accepted;
};
/// Tells a job actor to save what it has and to end its attempt so.
struct stop_attempt {
  attempt_end how = attempt_end::released;
  std::string error;
  std::string code;
  unix_ms retry_at = 0;
};
/// A job actor's note to itself: go on after a pause.
struct resume_attempt {};
/// The supervisor's note to itself: start what waits, after a pause.
struct start_waiting {};
/// The supervisor's note to itself: an attempt had its time to stop.
struct expect_stopped {
  attempt_ref attempt;
};
/// The supervisor's note to itself: something may be due.
struct wake {};
/// The supervisor's note to itself: look for attempts that are silent.
struct watch_attempts {};
/// A note to itself of an actor that does something now and then.
struct tick {};
/// Tells whoever writes files that a state of this job was committed.
struct note_job {
  std::string id;
  bool open = true;
  std::uint64_t seq = 0;
};
/// Writes to files what is not there yet; answered when it is.
struct flush_files {};
/// Takes a person out of files: leads with this key, and these rows.
struct forget_lead {
  std::string key;
  std::vector<lead_place> places;
};
/// Stops everything that runs at its checkpoint, and takes nothing new.
struct drain {};
/// Asks whether new work can be taken.
struct get_ready {};
/// Asks for a job; `errc::not_found`.
struct get_job {
  std::string id;
};
struct get_history {
  std::string id;
};
struct history_page {
  std::vector<history_entry> entries;
};
struct get_stats {
  unix_ms now = 0;
};
struct get_paused {};
/// Asks for every row whose result has this lead key.
struct find_lead {
  std::string key;
};
struct lead_places {
  std::vector<lead_place> places;
};
/// Asks for rows without a result, see job_reader::unworked.
struct find_unworked {
  std::uint64_t job = 0;
  std::uint32_t row = 0;
  std::uint32_t max_rows = 0;
};
/// Takes the person with this key out of everything that is kept.
struct erase_lead {
  std::string key;
};
struct erased_places {
  std::vector<erased_place> places;
};
/// Asks how far a scraping job has come, for its current attempt; refusals as
/// for `pull_rows`.
struct read_scrape {
  attempt_ref attempt;
};
/// Asks for an answer that was kept under `key` and has not expired; `subject`
/// is the key of the lead that it is asked for, or empty.
struct find_answer {
  std::string key;
  std::string subject;
  unix_ms now = 0;
};
struct get_usage {
  unix_ms now = 0;
};
/// Asks a provider or source. Who asks for which job is what fairness goes by;
/// when the sender is gone, it is not asked any more.
struct upstream_ask {
  attempt_ref attempt;
  /// Key of the lead whose data the answer will hold; empty for pages.
  std::string subject;
  /// Which of its requests, from 0.
  std::uint32_t request = 0;
  /// What its placeholders stand for.
  std::vector<std::pair<std::string, std::string>> values;
};
/// An answer of status 2xx, or of one that means "nothing".
struct upstream_answer {
  int status = 0;
  /// Of a source; what a provider said has been read.
  std::string body;
  /// What a provider's answer gives, by field; none: it has nothing.
  std::vector<std::pair<std::string, std::string>> values;
  /// Of the body; empty: not known.
  std::string content_type;
};
/// Asks whether a provider or source may be asked today and this month;
/// `daily_limit`, `monthly_limit`.
struct get_allowance {};
/// An upstream actor's note to itself: what came of the request with this
/// number.
struct upstream_came {
  std::uint64_t number = 0;
  std::shared_ptr<http_result> result;
};
/// Tells whoever takes new jobs that an upstream could not answer.
struct note_trouble {};
/// Asks a job actor whether all that it waits for is a provider or source: then
/// its silence is none.
struct ask_patience {};
/// Asks for every destination and how it stands.
struct get_destinations {};
struct destination_views {
  std::vector<destination_view> views;
};
/// The router's notes to itself: it may go on with a destination, and what came
/// of a request to one. Old `turn`s are nothing; 0 is a reason to look.
struct resume_lane {
  std::size_t lane = 0;
  std::uint64_t turn = 0;
};
struct delivery_came {
  std::size_t lane = 0;
  std::uint64_t turn = 0;
  std::shared_ptr<http_result> result;
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
           x.counts, x.attempt, x.failures, x.max_attempts, x.priority, x.seq,
           x.created_at, x.started_at, x.completed_at, x.run_at, x.timeout_s,
           x.deadline_at, x.deaths, x.saved_since_start, x.after, x.policy,
           x.takes_rows, x.node, x.error, x.code, x.tags, x.steps, x.outputs,
           x.metadata);
}

template <class Inspector>
auto inspect(Inspector& f, save_leads& x) {
  return f(caf::meta::type_name("save_leads"), x.attempt, x.leads);
}

template <class Inspector>
auto inspect(Inspector& f, end_attempt& x) {
  return f(caf::meta::type_name("end_attempt"), x.attempt, x.how, x.error,
           x.code, x.retry_at);
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
auto inspect(Inspector& f, save_page& x) {
  return f(caf::meta::type_name("save_page"), x.attempt, x.page, x.cursor,
           x.digest, x.last, x.leads);
}

template <class Inspector>
auto inspect(Inspector& f, read_scrape& x) {
  return f(caf::meta::type_name("read_scrape"), x.attempt);
}

template <class Inspector>
auto inspect(Inspector& f, scrape_plan& x) {
  return f(caf::meta::type_name("scrape_plan"), x.source, x.params, x.max_pages,
           x.max_results);
}

template <class Inspector>
auto inspect(Inspector& f, scrape_progress& x) {
  return f(caf::meta::type_name("scrape_progress"), x.plan, x.pages, x.rows,
           x.cursor, x.digest, x.last);
}

template <class Inspector>
auto inspect(Inspector& f, upstream_ask& x) {
  return f(caf::meta::type_name("upstream_ask"), x.attempt, x.subject,
           x.request, x.values);
}

template <class Inspector>
auto inspect(Inspector& f, upstream_answer& x) {
  return f(caf::meta::type_name("upstream_answer"), x.status, x.body, x.values,
           x.content_type);
}

template <class Inspector>
auto inspect(Inspector& f, ask_patience&) {
  return f(caf::meta::type_name("ask_patience"));
}

template <class Inspector>
auto inspect(Inspector& f, stop_attempt& x) {
  return f(caf::meta::type_name("stop_attempt"), x.how, x.error, x.code,
           x.retry_at);
}

template <class Inspector>
auto inspect(Inspector& f, resume_attempt&) {
  return f(caf::meta::type_name("resume_attempt"));
}

/// `errc` as CAF carries it (found by argument-dependent lookup).
caf::error make_error(errc code, std::string detail = {},
                      std::uint32_t retry_after_s = 0);

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

#include "messages/local_types.hpp"
