// What is SQLite's own in statistics; the rest is in conformance_stats.cpp.
#define CAF_SUITE store_sqlite_stats
#include "store/sqlite_stats.hpp"

#include <SQLiteCpp/SQLiteCpp.h>
#include <caf/test/unit_test.hpp>

#include "tests/store/stores.hpp"

using namespace leadmill;
using namespace leadmill::test;

CAF_TEST(
    a job of before there was a time of being ready counts from its start) {
  sqlite_under_test store{quick_parent()};
  run_through(store, 1, 1, noon + 5);
  SQLite::Database db{store.file().string(), SQLite::OPEN_READWRITE};
  db.exec("UPDATE jobs SET ready_at = 0, created_at = started_at - 30");
  CAF_CHECK(read_stats(db, noon).types.at(0).waiting
            == (quantiles{1, 30, 30, 30, 30}));
}

CAF_TEST(a phase that we never write is damage) {
  sqlite_under_test store{quick_parent()};
  store.done(accept_job{draft(1, 1)});
  SQLite::Database db{store.file().string(), SQLite::OPEN_READWRITE};
  db.exec("UPDATE jobs SET phase = 'asleep'");
  CAF_CHECK(code_of(store.reader()->stats(noon)) == errc::disk_unknown);
}
