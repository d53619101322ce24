#include "store/sqlite_usage.hpp"

#include <SQLiteCpp/Column.h>
#include <SQLiteCpp/Statement.h>

#include "messages/usage_days.hpp"
#include "store/sqlite_connection.hpp"

namespace leadmill {

void usage_counter::add(const keep_answer& what) {
  auto& sum = sums_[what.upstream];
  ++sum.calls;
  sum.cost += what.cost_micros;
}

void usage_counter::write(SQLite::Database& db, unix_ms now) const {
  if (sums_.empty())
    return;
  SQLite::Statement add{db, "INSERT INTO usage (day, upstream, calls, cost)"
                            " VALUES (?, ?, ?, ?) ON CONFLICT DO UPDATE SET"
                            " calls = calls + excluded.calls,"
                            " cost = cost + excluded.cost"};
  for (const auto& [upstream, sum] : sums_) {
    lent row{add};
    row->bind(1, day_of(now));
    row->bindNoCopy(2, upstream);
    row->bind(3, sum.calls);
    row->bind(4, sum.cost);
    row->exec();
  }
}

usage_report read_usage(SQLite::Database& db, unix_ms now) {
  auto month = month_of(now);
  SQLite::Statement row{db, "SELECT upstream, sum(calls), sum(cost),"
                            " sum(iif(day = ?3, calls, 0)),"
                            " sum(iif(day = ?3, cost, 0)) FROM usage"
                            " WHERE day >= ?1 AND day < ?2 GROUP BY upstream"
                            " ORDER BY upstream"};
  row.bind(1, month.begin);
  row.bind(2, month.end);
  row.bind(3, day_of(now));
  usage_report out;
  while (row.executeStep()) {
    usage_entry entry;
    entry.upstream = row.getColumn(0).getString();
    entry.this_month = static_cast<std::uint64_t>(row.getColumn(1).getInt64());
    entry.this_month_micros = row.getColumn(2).getInt64();
    entry.today = static_cast<std::uint64_t>(row.getColumn(3).getInt64());
    entry.today_micros = row.getColumn(4).getInt64();
    out.entries.push_back(std::move(entry));
  }
  return out;
}

std::int64_t delete_old_usage(SQLite::Database& db, unix_ms now,
                              std::int64_t budget) {
  SQLite::Statement drop{db, "DELETE FROM usage WHERE day = (SELECT min(day)"
                             " FROM usage WHERE day < ?)"};
  std::int64_t done = 0;
  for (int some = 1; some != 0 && done < budget; done += some) {
    lent day{drop};
    day->bind(1, first_day_kept(now));
    some = day->exec();
  }
  return done;
}

} // namespace leadmill
