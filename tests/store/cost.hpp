// What SQLite did for a piece of work: to see that it went by an index, and
// that nothing was added to a path that has to stay short.
#pragma once

#include <SQLiteCpp/Database.h>
#include <sqlite3.h>

namespace leadmill::test {

struct cost {
  /// Statements that ran to their end.
  int statements = 0;
  /// Steps over rows that no index led to.
  int scanned = 0;
  /// Results that had to be sorted.
  int sorts = 0;
};

template <class F>
cost cost_of(SQLite::Database& db, F work) {
  cost out;
  auto count = [](unsigned, void* to, void* statement, void*) {
    auto* c = static_cast<cost*>(to);
    auto* s = static_cast<sqlite3_stmt*>(statement);
    ++c->statements;
    c->scanned += sqlite3_stmt_status(s, SQLITE_STMTSTATUS_FULLSCAN_STEP, 1);
    c->sorts += sqlite3_stmt_status(s, SQLITE_STMTSTATUS_SORT, 1);
    return 0;
  };
  sqlite3_trace_v2(db.getHandle(), SQLITE_TRACE_PROFILE, count, &out);
  work();
  sqlite3_trace_v2(db.getHandle(), 0, nullptr, nullptr);
  return out;
}

} // namespace leadmill::test
