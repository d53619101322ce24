#include "store/sqlite_leads.hpp"

#include <algorithm>
#include <map>
#include <string>
#include <utility>

#include <SQLiteCpp/Column.h>

#include "store/sqlite_inputs.hpp"

namespace leadmill {

namespace {

/// A page being filled.
class page_run {
 public:
  page_run(SQLite::Database& db, std::uint32_t max_rows)
      : chunks_(db, select_inputs_sql),
        worked_(db, "SELECT row, status = 'failed' FROM results WHERE job = ?"
                    " AND row BETWEEN ? AND ?"),
        max_rows_(max_rows) {}

  /// False once the page is full.
  bool add(std::int64_t num, const std::string& id, std::uint32_t from_row) {
    lent chunk{chunks_};
    chunk->bind(1, num);
    chunk->bind(2, from_row);
    while (chunk->executeStep())
      if (!add_chunk(num, id, from_row, read_inputs(*chunk)))
        return false;
    return true;
  }

  unworked_page take() { return std::move(page_); }

 private:
  bool add_chunk(std::int64_t num, const std::string& id,
                 std::uint32_t from_row, std::vector<input_row> rows) {
    auto worked = rows_with_result(num, rows);
    for (auto& row : rows) {
      auto found = worked.find(row.row);
      auto failed = found != worked.end() && found->second;
      if (row.row < from_row || (found != worked.end() && !failed))
        continue;
      if (page_.rows.size() >= max_rows_) {
        page_.next_job = static_cast<std::uint64_t>(num);
        page_.next_row = row.row;
        return false;
      }
      page_.rows.push_back({id, std::move(row), failed});
    }
    return true;
  }

  /// By row, whether it failed.
  std::map<std::uint32_t, bool>
  rows_with_result(std::int64_t num, const std::vector<input_row>& rows) {
    std::map<std::uint32_t, bool> out;
    lent row{worked_};
    row->bind(1, num);
    row->bind(2, rows.front().row);
    row->bind(3, rows.back().row);
    while (row->executeStep())
      out.emplace_hint(out.end(), row->getColumn(0).getUInt(),
                       row->getColumn(1).getInt() != 0);
    return out;
  }

  SQLite::Statement chunks_, worked_;
  std::uint32_t max_rows_;
  unworked_page page_;
};

} // namespace

std::vector<lead_place> find_leads(SQLite::Database& db,
                                   const std::string& key) {
  std::vector<lead_place> out;
  if (key.empty())
    return out;
  // Crossed, so that the jobs come first and in order.
  SQLite::Statement row{db, "SELECT j.id, r.row FROM jobs j CROSS JOIN results"
                            " r ON r.job = j.num WHERE +j.open < 2 AND"
                            " r.lead_key = ? ORDER BY j.num, r.row"};
  row.bindNoCopy(1, key);
  while (row.executeStep())
    out.push_back({row.getColumn(0).getString(), row.getColumn(1).getUInt()});
  return out;
}

unworked_page read_unworked(SQLite::Database& db, std::uint64_t job,
                            std::uint32_t row, std::uint32_t max_rows) {
  SQLite::Statement jobs{
      db, "SELECT num, id FROM jobs WHERE num >= ?"
          " AND +open < 2 AND type = 'enrichment' AND current - failed < total"
          " ORDER BY num"};
  auto first =
      static_cast<std::int64_t>(std::min<std::uint64_t>(job, INT64_MAX));
  jobs.bind(1, first);
  page_run run{db, max_rows};
  while (jobs.executeStep()) {
    auto num = jobs.getColumn(0).getInt64();
    if (!run.add(num, jobs.getColumn(1).getString(), num == first ? row : 0))
      break;
  }
  return run.take();
}

} // namespace leadmill
