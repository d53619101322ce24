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

namespace leadmill {

/// For `SELECT … FROM jobs`, to be read with `read_job`.
inline constexpr std::string_view job_columns =
    "id, type, phase, current, total, saved, filtered, failed, attempt,"
    " failures, max_attempts, seq, created_at, started_at, completed_at, node,"
    " error, code, tags, steps, metadata";

/// Reads a job from the columns from `first` on.
job read_job(SQLite::Statement& row, int first = 0);

/// A new job; `headers` is a JSON array. Here and below, what is bound must
/// outlive the execution, but for `headers`.
inline constexpr const char* insert_job_sql =
    "INSERT INTO jobs (num, phase, open, current, saved, filtered, failed,"
    " attempt, failures, seq, started_at, completed_at, node, error, code,"
    " saved_no, id, type, total, max_attempts, created_at, tags, steps,"
    " metadata, headers) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?,"
    " ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)";
void bind_insert(SQLite::Statement& insert, std::int64_t num, const job& state,
                 const std::string& headers);

/// What changes in a job.
inline constexpr const char* update_job_sql =
    "UPDATE jobs SET phase = ?2, open = ?3, current = ?4, saved = ?5,"
    " filtered = ?6, failed = ?7, attempt = ?8, failures = ?9, seq = ?10,"
    " started_at = ?11, completed_at = ?12, node = ?13, error = ?14,"
    " code = ?15, saved_no = ?16 WHERE num = ?1";
void bind_update(SQLite::Statement& update, std::int64_t num, const job& state,
                 std::uint64_t saved_no);

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
