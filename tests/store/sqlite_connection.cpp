#define CAF_SUITE store_sqlite_connection
#include "store/sqlite_connection.hpp"

#include <fstream>

#include <SQLiteCpp/Column.h>
#include <caf/test/unit_test.hpp>
#include <sqlite3.h>

#include "tests/store/stores.hpp"

using namespace leadmill;
using namespace leadmill::test;

namespace {

struct fixture {
  scratch dir;
  std::filesystem::path file = dir / "leadmill.db";
};

std::string pragma(SQLite::Database& db, const char* name) {
  return db.execAndGet(std::string{"PRAGMA "} + name).getString();
}

template <class F>
bool throws(F f) {
  try {
    f();
    return false;
  } catch (const SQLite::Exception&) {
    return true;
  }
}

} // namespace

CAF_TEST_FIXTURE_SCOPE(sqlite_connection_tests, fixture)

CAF_TEST(what the promises rest on is in force) {
  auto db = need(open_for_writing(file));
  CAF_CHECK_EQUAL(pragma(*db, "journal_mode"), "wal");
  CAF_CHECK_EQUAL(pragma(*db, "synchronous"), "2");
  CAF_CHECK_EQUAL(pragma(*db, "auto_vacuum"), "2");
  CAF_CHECK_EQUAL(pragma(*db, "secure_delete"), "1");
  CAF_CHECK_EQUAL(pragma(*db, "foreign_keys"), "1");
  db.reset();
  db = need(open_for_writing(file));
  CAF_CHECK_EQUAL(pragma(*db, "synchronous"), "2");
  CAF_CHECK_EQUAL(pragma(*db, "secure_delete"), "1");
  CAF_CHECK_EQUAL(pragma(*db, "foreign_keys"), "1");
  db.reset();
  // Those two are the file's, whoever opens it.
  SQLite::Database plain{file.string()};
  CAF_CHECK_EQUAL(pragma(plain, "journal_mode"), "wal");
  CAF_CHECK_EQUAL(pragma(plain, "auto_vacuum"), "2");
}

CAF_TEST(a damaged file and a defect are not told as a disk that may recover) {
  auto code = [](int sqlite_code) {
    return to_problem(SQLite::Exception{"planted", sqlite_code}, "file").code;
  };
  for (auto transient :
       {SQLITE_FULL, SQLITE_BUSY, SQLITE_IOERR, SQLITE_CANTOPEN, SQLITE_NOMEM})
    CAF_CHECK(code(transient) == errc::unavailable);
  for (auto damaged : {SQLITE_CORRUPT, SQLITE_NOTADB})
    CAF_CHECK(code(damaged) == errc::disk_unknown);
  for (auto defect : {SQLITE_CONSTRAINT, SQLITE_ERROR, SQLITE_MISUSE})
    CAF_CHECK(code(defect) == errc::internal);
}

CAF_TEST(many readers that are open at once stay small) {
  need(open_for_writing(file));
  auto db = need(open_for_reading(file));
  CAF_CHECK_EQUAL(pragma(*db, "cache_size"), "-256");
}

CAF_TEST(what is deleted cannot be found in the file) {
  const std::string secret = "nobody-may-read-this";
  {
    auto db = need(open_for_writing(file));
    db->exec("CREATE TABLE t (x); INSERT INTO t VALUES ('" + secret + "')");
    db->exec("PRAGMA wal_checkpoint(TRUNCATE); DELETE FROM t");
  }
  std::ifstream in{file, std::ios::binary};
  std::string bytes{std::istreambuf_iterator<char>{in}, {}};
  CAF_CHECK(bytes.size() > 4096);
  CAF_CHECK(bytes.find(secret) == std::string::npos);
}

CAF_TEST(a reading connection cannot write) {
  auto writer = need(open_for_writing(file));
  auto reader = need(open_for_reading(file));
  CAF_CHECK(throws([&] { reader->exec("DELETE FROM jobs"); }));
}

CAF_TEST(what is no database is refused and left as it is) {
  std::ofstream{file} << std::string(5000, 'x');
  auto refused = open_for_writing(file);
  CAF_REQUIRE(!refused);
  CAF_CHECK(refused.error().code == errc::disk_unknown);
  CAF_CHECK(refused.error().detail.find(file.string()) != std::string::npos);
  CAF_CHECK_EQUAL(std::filesystem::file_size(file), 5000u);
}

CAF_TEST(a database of somebody else is left as it is) {
  {
    SQLite::Database theirs{file.string(),
                            SQLite::OPEN_READWRITE | SQLite::OPEN_CREATE};
    theirs.exec("CREATE TABLE theirs (x)");
  }
  CAF_CHECK(code_of(open_for_writing(file)) == errc::conflict);
  SQLite::Database theirs{file.string()};
  CAF_CHECK_EQUAL(pragma(theirs, "journal_mode"), "delete");
}

CAF_TEST(a path that cannot be opened is said) {
  auto refused = open_for_writing(dir / "missing" / "leadmill.db");
  CAF_REQUIRE(!refused);
  CAF_CHECK(refused.error().code == errc::unavailable);
  CAF_CHECK(refused.error().detail.find("missing") != std::string::npos);
  CAF_CHECK(!open_for_reading(file));
}

CAF_TEST(a failed sync leaves the disk unknown and other faults of it do not) {
  auto code = [](int sqlite) {
    return to_problem(SQLite::Exception("x", sqlite), "f").code;
  };
  CAF_CHECK(code(SQLITE_IOERR_FSYNC) == errc::disk_unknown);
  CAF_CHECK(code(SQLITE_IOERR_DIR_FSYNC) == errc::disk_unknown);
  for (int other : {SQLITE_FULL, SQLITE_IOERR_WRITE, SQLITE_IOERR_READ,
                    SQLITE_BUSY, SQLITE_READONLY})
    CAF_CHECK(code(other) == errc::unavailable);
}

CAF_TEST(a statement on loan is given back without a transaction) {
  auto db = need(open_for_writing(file));
  SQLite::Statement select{*db, "SELECT name FROM sqlite_master"};
  {
    lent row{select};
    CAF_CHECK(row->executeStep());
    CAF_CHECK(sqlite3_stmt_busy(sqlite3_next_stmt(db->getHandle(), nullptr)));
  }
  CAF_CHECK(!sqlite3_stmt_busy(sqlite3_next_stmt(db->getHandle(), nullptr)));
}

CAF_TEST_FIXTURE_SCOPE_END()
