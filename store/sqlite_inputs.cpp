#include "store/sqlite_inputs.hpp"

#include <algorithm>
#include <string_view>
#include <utility>

#include <SQLiteCpp/Column.h>

#include "store/erasure.hpp"
#include "store/sqlite_connection.hpp"
#include "store/sqlite_rows.hpp"
#include "store/waiting.hpp"

namespace leadmill {

void insert_inputs(SQLite::Statement& insert, std::int64_t num,
                   std::size_t first_row,
                   const std::vector<std::string>& rows) {
  for (std::size_t at = 0; at < rows.size(); at += input_chunk_rows) {
    auto count = std::min<std::size_t>(input_chunk_rows, rows.size() - at);
    auto data = join_rows(rows, at, count);
    lent chunk{insert};
    chunk->bind(1, num);
    chunk->bind(2, static_cast<std::int64_t>(first_row + at));
    chunk->bind(3, static_cast<std::int64_t>(count));
    chunk->bindNoCopy(4, data);
    chunk->exec();
  }
}

std::vector<input_row> read_inputs(SQLite::Statement& chunk) {
  auto row = chunk.getColumn(0).getUInt();
  auto count = chunk.getColumn(1).getUInt();
  auto data = chunk.getColumn(2);
  std::string_view text{data.getText(),
                        static_cast<std::size_t>(data.getBytes())};
  std::vector<input_row> out;
  out.reserve(count);
  for (auto line : split_rows(text, count))
    out.push_back({row++, std::string{line}});
  return out;
}

std::uint32_t take_rows_over(SQLite::Database& db, std::int64_t from,
                             std::int64_t to) {
  SQLite::Statement insert{db, insert_input_sql};
  // As `is_taken_over` has it.
  SQLite::Statement found{db, "SELECT input FROM results WHERE job = ?"
                              " AND status = 'saved' AND duplicate_of IS NULL"
                              " AND input <> ? ORDER BY row"};
  found.bind(1, from);
  found.bind(2, erased_input);
  std::vector<std::string> rows;
  std::size_t written = 0;
  while (found.executeStep()) {
    rows.push_back(to_row(found.getColumn(0).getString()));
    if (rows.size() < input_chunk_rows)
      continue;
    insert_inputs(insert, to, written, rows);
    written += rows.size();
    rows.clear();
  }
  insert_inputs(insert, to, written, rows);
  written += rows.size();
  SQLite::Statement update{db, "UPDATE jobs SET total = ?, headers = (SELECT"
                               " headers FROM jobs WHERE num = ?)"
                               " WHERE num = ?"};
  update.bind(1, static_cast<std::int64_t>(written));
  update.bind(2, from);
  update.bind(3, to);
  update.exec();
  return static_cast<std::uint32_t>(written);
}

void replace_input(SQLite::Database& db, std::int64_t num, std::uint32_t row,
                   const std::string& json) {
  SQLite::Statement chunk{db, select_inputs_sql};
  chunk.bind(1, num);
  chunk.bind(2, row);
  if (!chunk.executeStep())
    return;
  std::vector<std::string> rows;
  for (const auto& kept : read_inputs(chunk))
    rows.push_back(kept.row == row ? json : kept.json);
  auto first_row = chunk.getColumn(0).getInt64();
  chunk.reset();
  auto data = join_rows(rows, 0, rows.size());
  SQLite::Statement update{db, "UPDATE inputs SET data = ? WHERE job = ?"
                               " AND first_row = ?"};
  update.bindNoCopy(1, data);
  update.bind(2, num);
  update.bind(3, first_row);
  update.exec();
}

} // namespace leadmill
