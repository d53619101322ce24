// Input rows in their table, which holds them in chunks. Every function throws
// what SQLite throws.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include <SQLiteCpp/Database.h>
#include <SQLiteCpp/Statement.h>

#include "messages/queries.hpp"

namespace leadmill {

inline constexpr const char* insert_input_sql =
    "INSERT INTO inputs (job, first_row, count, data) VALUES (?, ?, ?, ?)";

/// Writes `rows` of the job `num` from row `first_row` on, with a statement of
/// `insert_input_sql`.
/// REQUIRES: `first_row` is where a chunk begins.
void insert_inputs(SQLite::Statement& insert, std::int64_t num,
                   std::size_t first_row, const std::vector<std::string>& rows);

/// The chunks of input from the one that holds a row (parameter 2) on, of a job
/// (parameter 1).
inline constexpr const char* select_inputs_sql =
    "SELECT first_row, count, data FROM inputs WHERE job = ?1 AND first_row >="
    " (SELECT max(first_row) FROM inputs WHERE job = ?1 AND first_row <= ?2)"
    " ORDER BY first_row";

/// The rows of the chunk on which a statement of `select_inputs_sql` stands.
std::vector<input_row> read_inputs(SQLite::Statement& chunk);

/// Gives the job `to` what the job `from` has found: the input of every result
/// that is saved and repeats none, and the headers. Answers with how many rows.
/// REQUIRES: `to` has no rows.
std::uint32_t take_rows_over(SQLite::Database& db, std::int64_t from,
                             std::int64_t to);

/// Puts `json` in the place of one row.
void replace_input(SQLite::Database& db, std::int64_t num, std::uint32_t row,
                   const std::string& json);

} // namespace leadmill
