// Everything that can be read, as plain data.
#pragma once

#include <array>
#include <cstdint>
#include <iterator>
#include <optional>
#include <string>
#include <vector>

#include "messages/changes.hpp"
#include "messages/job.hpp"
#include "messages/lead.hpp"

namespace leadmill {

/// Asks for input rows from `from_row` on, at most `max_rows`.
struct pull_rows {
  attempt_ref attempt;
  std::uint32_t from_row = 0;
  std::uint32_t max_rows = 0;
};

/// Consecutive input rows; `last` when none follow.
struct row_chunk {
  std::vector<input_row> rows;
  bool last = false;
};

/// Asks what earlier attempts have saved, from `from_row` on, at most
/// `max_rows`.
struct read_checkpoint {
  attempt_ref attempt;
  std::uint32_t from_row = 0;
  std::uint32_t max_rows = 0;
};

/// Saved rows in row order (their `input` is left out); `last` when none
/// follow.
struct checkpoint_chunk {
  std::vector<lead_result> leads;
  bool last = false;
};

/// Which jobs to list, newest first. Unset fields do not restrict.
struct job_query {
  bool open_only = false;
  std::optional<job_status> status;
  std::optional<job_type> type;
  /// Exactly this tag; empty: any.
  std::string tag;
  /// A part of the id, the tags or the metadata, case-insensitive.
  std::string text;
  /// Created at or after / before.
  unix_ms from = 0;
  unix_ms to = 0;
  std::uint32_t limit = 50;
  /// `next_cursor` of the page before; empty: the first page.
  std::string cursor;
};

struct job_page {
  std::vector<job> jobs;
  /// Empty on the last page.
  std::string next_cursor;
};

enum class result_format : std::uint8_t { json, ndjson, csv };

/// Which results of a job to read.
struct result_query {
  std::string job;
  std::optional<lead_status> status;
  result_format format = result_format::json;
  /// 0: all of them.
  std::uint32_t limit = 0;
  /// Rows from this one on (the `nextCursor` of the page before).
  std::uint32_t from_row = 0;
  /// Set: what was saved after this number, in the order of saving.
  std::optional<std::uint64_t> since;
};

/// A part of an answer's body, encoded. The parts of one query come from one
/// read transaction; `cursor` asks for the next part, 0 on the last.
struct result_text {
  std::string text;
  std::uint64_t cursor = 0;
};

/// One change of a job's phase.
struct history_entry {
  std::uint64_t seq = 0;
  unix_ms time = 0;
  /// The attempt that is at work after it, or was last.
  std::uint32_t attempt = 0;
  /// Unset for the acceptance.
  std::optional<job_phase> from;
  job_phase to = job_phase::queued;
  std::string node;
  /// Why, where the phases do not say it.
  std::string reason;
  bool operator==(const history_entry&) const = default;
};

/// What is remembered of the jobs that were removed, for who asks what happened
/// since.
struct removal_marks {
  /// In the order of their numbers.
  std::vector<removed_job> jobs;
  /// Of removals up to this number some may be missing.
  std::uint64_t forgotten_seq = 0;
  bool operator==(const removal_marks&) const = default;
};

/// Leads of many jobs.
struct lead_totals {
  std::uint64_t saved = 0;
  std::uint64_t filtered = 0;
  std::uint64_t failed = 0;
  bool operator==(const lead_totals&) const = default;
};

/// Of times in milliseconds; all 0 when there were none.
struct quantiles {
  std::uint64_t count = 0;
  std::int64_t p50_ms = 0;
  std::int64_t p90_ms = 0;
  std::int64_t p99_ms = 0;
  std::int64_t max_ms = 0;
  bool operator==(const quantiles&) const = default;
};

/// What was completed in a span of time.
struct throughput {
  std::uint64_t jobs = 0;
  std::uint64_t leads = 0;
  bool operator==(const throughput&) const = default;
};

/// What became of the jobs of one type that the store holds.
struct type_stats {
  job_type type = job_type::enrichment;
  /// By phase, in the order of `all_job_phases`.
  std::array<std::uint64_t, std::size(all_job_phases)> by_phase{};
  /// Starts beyond the first.
  std::uint64_t retries = 0;
  lead_totals leads;
  throughput last_hour;
  throughput last_day;
  /// Of jobs that have started: from acceptance (or the time that they were to
  /// start at) to the first start.
  quantiles waiting;
  /// Of jobs that have ended after a start: from the first start to the end.
  quantiles running;
  bool operator==(const type_stats&) const = default;
};

struct job_stats {
  /// One for each type.
  std::vector<type_stats> types;
  bool operator==(const job_stats&) const = default;
};

/// Which types may not start.
struct paused_types {
  bool enrichment = false;
  bool scraping = false;
  bool operator==(const paused_types&) const = default;
};

/// Where a person stands: a row of a job.
struct lead_place {
  std::string job;
  std::uint32_t row = 0;
  bool operator==(const lead_place&) const = default;
};

/// Rows that have no result yet, or a failed one, over all jobs in order of
/// acceptance.
struct unworked_row {
  std::string job;
  input_row row;
  bool has_failed = false;
};

struct unworked_page {
  std::vector<unworked_row> rows;
  /// Asks for the page after; 0 on the last.
  std::uint64_t next_job = 0;
  std::uint32_t next_row = 0;
};

/// How far a scraping job has come, and what it reads.
struct scrape_progress {
  scrape_plan plan;
  /// Pages that are saved.
  std::uint32_t pages = 0;
  /// Rows that are saved.
  std::uint32_t rows = 0;
  /// Of the page saved last: what the next one needs, and its digest.
  std::string cursor;
  std::string digest;
  /// No page follows it.
  bool last = false;
  bool operator==(const scrape_progress&) const = default;
};

/// An answer that was kept; `found` false: there is none, or none any more.
struct kept_answer {
  bool found = false;
  int status = 0;
  std::string body;
  /// It is known to hold the data of the lead that it was asked for.
  bool knows_subject = false;
};

/// Answered requests and their cost, of one provider or source.
struct usage_entry {
  std::string upstream;
  std::uint64_t today = 0;
  std::uint64_t this_month = 0;
  std::int64_t today_micros = 0;
  std::int64_t this_month_micros = 0;
  bool operator==(const usage_entry&) const = default;
};

/// By name; only those that were ever asked this month. Days are those of UTC.
struct usage_report {
  std::vector<usage_entry> entries;
};

} // namespace leadmill
