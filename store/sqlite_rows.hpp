// How jobs, leads and input rows stand in the tables: the one place that knows
// columns. Each list of columns goes with the function that reads or binds it.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include <SQLiteCpp/Statement.h>

#include "messages/job.hpp"
#include "messages/lead.hpp"
#include "messages/queries.hpp"

namespace leadmill {

/// For `SELECT … FROM jobs`, to be read with `read_job`. A removed job is there
/// until it has been purged: whoever selects asks for `open < 2`.
inline constexpr std::string_view job_columns =
    "id, type, phase, current, total, saved, filtered, failed, attempt,"
    " failures, max_attempts, priority, seq, created_at, started_at,"
    " completed_at, run_at, timeout_s, deadline_at, deaths, saved_since_start,"
    " after, policy, takes_rows, node, error, code, tags, steps, outputs,"
    " metadata";

/// Reads a job from the columns from `first` on.
job read_job(SQLite::Statement& row, int first = 0);

/// A new job; `headers` is a JSON array. Here and below, what is bound must
/// outlive the execution, but for `headers`.
inline constexpr const char* insert_job_sql =
    "INSERT INTO jobs (num, phase, open, current, saved, filtered, failed,"
    " attempt, failures, seq, started_at, completed_at, run_at, deadline_at,"
    " deaths, saved_since_start, node, error, code, saved_no, id, type, total,"
    " max_attempts, priority, created_at, ready_at, timeout_s, after, policy,"
    " takes_rows, tags, steps, outputs, metadata, headers) VALUES (?, ?, ?, ?,"
    " ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?,"
    " ?, ?, ?, ?, ?, ?, ?, ?)";
void bind_insert(SQLite::Statement& insert, std::int64_t num, const job& state,
                 unix_ms ready_at, const std::string& headers);

/// What changes in a job.
inline constexpr const char* update_job_sql =
    "UPDATE jobs SET phase = ?2, open = ?3, current = ?4, saved = ?5,"
    " filtered = ?6, failed = ?7, attempt = ?8, failures = ?9, seq = ?10,"
    " started_at = ?11, completed_at = ?12, run_at = ?13, deadline_at = ?14,"
    " deaths = ?15, saved_since_start = ?16, node = ?17, error = ?18,"
    " code = ?19, saved_no = ?20 WHERE num = ?1";
void bind_update(SQLite::Statement& update, std::int64_t num, const job& state,
                 std::uint64_t saved_no);

/// What else is known of a job: its history. To be read with `read_history`.
inline constexpr std::string_view history_columns =
    "seq, time, attempt, from_phase, to_phase, node, reason";
history_entry read_history(SQLite::Statement& row, int first = 0);

inline constexpr const char* insert_history_sql =
    "INSERT INTO history (job, seq, time, attempt, from_phase, to_phase, node,"
    " reason) VALUES (?, ?, ?, ?, ?, ?, ?, ?)";
void bind_insert(SQLite::Statement& insert, std::int64_t num,
                 const history_entry& entry);

/// For `SELECT … FROM results`, to be read with `read_lead`.
inline constexpr std::string_view lead_columns =
    "row, status, reason, lead_key, duplicate_of, fields, input";
lead_result read_lead(SQLite::Statement& row, int first = 0);

/// A row that is there already stays as it is.
inline constexpr const char* insert_lead_sql =
    "INSERT INTO results (job, saved_no, row, status, reason, lead_key,"
    " duplicate_of, fields, input) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)"
    " ON CONFLICT (job, row) DO NOTHING";
void bind_insert(SQLite::Statement& insert, std::int64_t num,
                 std::uint64_t saved_no, const lead_result& lead);

/// Rows per chunk of the table `inputs`.
constexpr std::uint32_t input_chunk_rows = 256;

/// The data of one chunk, and back.
/// REQUIRES: no row holds a line break.
std::string join_rows(const std::vector<std::string>& rows, std::size_t first,
                      std::size_t count);
std::vector<std::string_view> split_rows(std::string_view data,
                                         std::size_t count);

} // namespace leadmill
