// What is the SQLite cursor's own; the contract is in conformance_reads.cpp.
#define CAF_SUITE store_sqlite_cursor
#include "store/sqlite_cursor.hpp"

#include <thread>

#include <SQLiteCpp/SQLiteCpp.h>
#include <caf/test/unit_test.hpp>

#include "tests/store/stores.hpp"

using namespace leadmill;
using namespace leadmill::test;

namespace {

/// Whether nothing that is open keeps the log from being emptied.
bool log_can_be_reclaimed(const sqlite_under_test& store) {
  SQLite::Database db{store.file().string(), SQLite::OPEN_READWRITE};
  SQLite::Statement row{db, "PRAGMA wal_checkpoint(TRUNCATE)"};
  row.executeStep();
  return row.getColumn(0).getInt() == 0;
}

} // namespace

CAF_TEST(a cursor holds its transaction until its last row and no longer) {
  sqlite_under_test store;
  auto attempt = start(store, 1, 10);
  store.done(save_leads{attempt, leads(0, 5)});
  result_query query;
  query.job = attempt.job;
  auto cursor = need(open_sqlite_results(store.file(), query));
  CAF_CHECK(!need(cursor->next(4)).last);
  store.done(save_leads{attempt, leads(5, 5)});
  CAF_CHECK(!log_can_be_reclaimed(store));
  auto end = need(cursor->next(4));
  CAF_CHECK(end.last);
  CAF_CHECK_EQUAL(end.leads.size(), 1u);
  CAF_CHECK(log_can_be_reclaimed(store));
  CAF_CHECK(cursor->head().state.id == attempt.job);
  CAF_CHECK(need(cursor->next(4)).last);
}

CAF_TEST(the head and the rows are of one moment) {
  sqlite_under_test store{quick_parent()};
  constexpr std::uint32_t total = 3000;
  auto attempt = start(store, 1, total);
  std::thread other{[&] {
    for (std::uint32_t row = 0; row < total; ++row)
      store.done(save_leads{attempt, {lead(row)}});
  }};
  result_query query;
  query.job = attempt.job;
  query.since = 0;
  std::uint32_t seen = 0, different = 0;
  for (int i = 0; i < 100000 && seen < total; ++i) {
    auto cursor = need(open_sqlite_results(store.file(), query));
    seen = cursor->head().state.counts.saved;
    query.since = seen == 0 ? 0 : seen - 1;
    auto rows = need(cursor->next(total));
    if (rows.next_since != seen)
      ++different;
  }
  other.join();
  CAF_CHECK_EQUAL(seen, total);
  CAF_CHECK_EQUAL(different, 0u);
}

CAF_TEST(an answer cut by a limit keeps saying where it was cut) {
  sqlite_under_test store;
  auto attempt = start(store, 1, 10);
  store.done(save_leads{attempt, leads(0, 5)});
  result_query query;
  query.job = attempt.job;
  query.limit = 2;
  auto cursor = need(open_sqlite_results(store.file(), query));
  for (int i = 0; i < 2; ++i) {
    auto rows = need(cursor->next(4));
    CAF_CHECK_EQUAL(rows.leads.size(), i == 0 ? 2u : 0u);
    CAF_CHECK(rows.last);
    CAF_CHECK(rows.next_row == 2u);
  }
}

CAF_TEST(a file that is not there has no results) {
  scratch dir;
  CAF_CHECK(code_of(open_sqlite_results(dir / "leadmill.db", {}))
            == errc::unavailable);
}
