#include "store/sqlite_stats.hpp"

#include <string>

#include <SQLiteCpp/Column.h>
#include <sqlite3.h>

#include "store/job_times.hpp"

namespace leadmill {

namespace {

constexpr const char* totals_sql =
    "SELECT phase, count(*), sum(max(attempt - 1, 0)), sum(saved),"
    " sum(filtered), sum(failed) FROM jobs WHERE type = ? AND +open < 2"
    " GROUP BY phase";

/// Jobs of before there was a ready_at were ready when they came.
constexpr const char* times_sql =
    "SELECT ifnull(nullif(ready_at, 0), created_at), started_at, completed_at"
    " FROM jobs WHERE type = ? AND +open < 2 ORDER BY num DESC LIMIT ?";

/// The index jobs_ended answers it.
constexpr const char* completed_sql =
    "SELECT count(*), ifnull(sum(saved + filtered + failed), 0) FROM jobs"
    " WHERE open = 0 AND completed_at > ? AND type = ? AND phase = 'done'";

std::uint64_t number(SQLite::Statement& row, int column) {
  return static_cast<std::uint64_t>(row.getColumn(column).getInt64());
}

void add_totals(SQLite::Database& db, type_stats& out) {
  SQLite::Statement rows{db, totals_sql};
  rows.bind(1, to_string(out.type));
  while (rows.executeStep()) {
    auto phase = parse_job_phase(rows.getColumn(0).getText());
    if (!phase)
      throw SQLite::Exception("unknown phase of a job", SQLITE_CORRUPT);
    out.by_phase.at(static_cast<std::size_t>(*phase)) = number(rows, 1);
    out.retries += number(rows, 2);
    out.leads.saved += number(rows, 3);
    out.leads.filtered += number(rows, 4);
    out.leads.failed += number(rows, 5);
  }
}

void add_times(SQLite::Database& db, type_stats& out) {
  SQLite::Statement rows{db, times_sql};
  rows.bind(1, to_string(out.type));
  rows.bind(2, static_cast<std::int64_t>(quantile_jobs));
  job_times times;
  while (rows.executeStep())
    times.add(rows.getColumn(0).getInt64(), rows.getColumn(1).getInt64(),
              rows.getColumn(2).getInt64());
  out.waiting = times.waiting();
  out.running = times.running();
}

throughput completed_since(SQLite::Database& db, job_type type, unix_ms since) {
  SQLite::Statement row{db, completed_sql};
  row.bind(1, since);
  row.bind(2, to_string(type));
  row.executeStep();
  return {number(row, 0), number(row, 1)};
}

} // namespace

job_stats read_stats(SQLite::Database& db, unix_ms now) {
  job_stats out;
  for (auto type : {job_type::enrichment, job_type::scraping}) {
    type_stats one;
    one.type = type;
    add_totals(db, one);
    add_times(db, one);
    one.last_hour = completed_since(db, type, now - hour_ms);
    one.last_day = completed_since(db, type, now - 24 * hour_ms);
    out.types.push_back(one);
  }
  return out;
}

} // namespace leadmill
