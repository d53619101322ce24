// Copies that SQLite leaves in unused space, and that nothing else is touched
// where they are wiped; what it is for is in scrub.cpp.
#define CAF_SUITE store_sqlite_gaps
#include "store/sqlite_gaps.hpp"

#include <algorithm>
#include <fstream>
#include <numeric>
#include <random>

#include <SQLiteCpp/SQLiteCpp.h>
#include <caf/test/unit_test.hpp>
#include <sqlite3.h>

#include "store/sqlite_connection.hpp"
#include "tests/store/fault_vfs.hpp"
#include "tests/store/stores.hpp"

using namespace leadmill;
using namespace leadmill::test;

namespace {

constexpr std::uint32_t rows = 1500;

struct fixture {
  scratch dir{quick_parent()};
  std::filesystem::path file = dir / "leadmill.db";

  /// A table whose rows came in any order, so that pages were rebuilt.
  connection make_table() {
    auto db = need(open_for_writing(file));
    db->exec("CREATE TABLE t (k INTEGER, x TEXT, PRIMARY KEY (k))"
             " WITHOUT ROWID");
    std::vector<std::uint32_t> order(rows);
    std::iota(order.begin(), order.end(), 0);
    std::shuffle(order.begin(), order.end(), std::mt19937{3});
    SQLite::Statement insert{*db, "INSERT INTO t VALUES (?, ?)"};
    for (auto row : order) {
      insert.bind(1, row);
      insert.bind(2, std::string(row * 131 % 900, 'x') + "secret");
      insert.exec();
      insert.reset();
    }
    db->exec("PRAGMA wal_checkpoint(TRUNCATE)");
    return db;
  }

  std::size_t secrets() const {
    std::ifstream in{file, std::ios::binary};
    std::string bytes{std::istreambuf_iterator<char>{in}, {}};
    std::size_t out = 0;
    for (auto at = bytes.find("secret"); at != std::string::npos;
         at = bytes.find("secret", at + 1))
      ++out;
    return out;
  }
};

int code_thrown(SQLite::Database& db) {
  try {
    wipe_gaps(db);
    return SQLITE_OK;
  } catch (const SQLite::Exception& e) {
    return e.getErrorCode();
  }
}

} // namespace

CAF_TEST_FIXTURE_SCOPE(sqlite_gaps_tests, fixture)

CAF_TEST(copies in unused space are wiped and rows stay) {
  auto db = make_table();
  CAF_CHECK(secrets() > rows);
  // What is cached must not bring them back either.
  db->execAndGet("SELECT sum(length(x)) FROM t");
  CAF_CHECK(wipe_gaps(*db) > 0u);
  CAF_CHECK_EQUAL(secrets(), rows);
  CAF_CHECK_EQUAL(wipe_gaps(*db), 0u);
  db->exec("UPDATE t SET x = replace(x, 'xx', 'yy')");
  db->exec("PRAGMA wal_checkpoint(TRUNCATE)");
  CAF_CHECK_EQUAL(secrets(), rows);
  CAF_CHECK_EQUAL(db->execAndGet("PRAGMA integrity_check").getString(), "ok");
  CAF_CHECK_EQUAL(db->execAndGet("SELECT count(*) FROM t WHERE length(x) ="
                                 " k * 131 % 900 + 6")
                      .getUInt(),
                  rows);
}

CAF_TEST(a page that cannot be one of a table is damage) {
  auto db = make_table();
  auto root = db->execAndGet("SELECT rootpage FROM sqlite_master"
                             " WHERE name = 't'")
                  .getInt64();
  // A page that points to itself, then one of no kind.
  for (const std::string& header :
       {std::string{"\2\0\0\0\0\40\0\0\0\0\0", 11} + static_cast<char>(root),
        std::string{"\7\0\0\0\0\0\0\0\0\0\0\0", 12},
        std::string{"\12\0\0\377\377\0\0\0\0\0\0\0", 12}}) {
    std::fstream out{file, std::ios::in | std::ios::out | std::ios::binary};
    out.seekp((root - 1) * 8192);
    out.write(header.data(), static_cast<std::streamsize>(header.size()));
    out.close();
    CAF_CHECK_EQUAL(code_thrown(*db), SQLITE_CORRUPT);
  }
}

CAF_TEST(a disk that fails is said) {
  fault_vfs vfs;
  auto db = make_table();
  vfs.fail_writes(SQLITE_IOERR_WRITE);
  CAF_CHECK_EQUAL(code_thrown(*db), SQLITE_IOERR_WRITE);
  vfs.fail_writes(0);
  vfs.fail_syncs(SQLITE_IOERR_FSYNC);
  CAF_CHECK(is_failed_sync(code_thrown(*db)));
  vfs.fail_syncs(0);
  vfs.fail_reads(SQLITE_IOERR_READ);
  CAF_CHECK(code_thrown(*db) != SQLITE_OK);
}

CAF_TEST_FIXTURE_SCOPE_END()
