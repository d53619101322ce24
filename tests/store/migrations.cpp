#define CAF_SUITE store_migrations
#include "store/migrations.hpp"

#include <sys/wait.h>
#include <unistd.h>

#include <SQLiteCpp/SQLiteCpp.h>
#include <caf/test/unit_test.hpp>
#include <sqlite3.h>

#include "tests/support/scratch.hpp"

using namespace leadmill;

namespace {

const int read_write = SQLite::OPEN_READWRITE | SQLite::OPEN_CREATE;

struct fixture {
  scratch dir;
  std::string file = (dir / "leadmill.db").string();

  int version() {
    SQLite::Database db{file};
    return db.execAndGet("PRAGMA user_version").getInt();
  }
  bool has_table(const char* name) {
    return SQLite::Database{file}.tableExists(name);
  }
  outcome<void> run(std::span<const migration> steps) {
    SQLite::Database db{file, read_write};
    return migrate(db, steps);
  }
};

void die(sqlite3_context*, int, sqlite3_value**) { ::_exit(9); }

constexpr migration good[] = {
    {1, "0001_a", "PRAGMA application_id = 0x4c4d494c; CREATE TABLE a (x)"},
    {2, "0002_b", "CREATE TABLE b (x); INSERT INTO b VALUES (1)"},
};

} // namespace

CAF_TEST_FIXTURE_SCOPE(migrations_tests, fixture)

CAF_TEST(those that ship are numbered from 1 without a gap) {
  int expected = 0;
  for (const auto& step : shipped_migrations()) {
    CAF_CHECK_EQUAL(step.version, ++expected);
    CAF_CHECK(std::stoi(std::string{step.name.substr(0, 4)}) == expected);
    CAF_CHECK(!step.sql.empty());
  }
  CAF_CHECK(expected >= 1);
}

CAF_TEST(a fresh file gets all of them and a second run changes nothing) {
  CAF_REQUIRE(run(shipped_migrations()).has_value());
  CAF_CHECK_EQUAL(version(), shipped_migrations().back().version);
  CAF_CHECK(has_table("jobs") && has_table("results"));
  CAF_CHECK(run(shipped_migrations()).has_value());
}

CAF_TEST(only what is missing is applied) {
  CAF_REQUIRE(run({good, 1}).has_value());
  CAF_CHECK_EQUAL(version(), 1);
  CAF_CHECK(!has_table("b"));
  CAF_REQUIRE(run(good).has_value());
  CAF_CHECK_EQUAL(version(), 2);
}

CAF_TEST(one that fails leaves nothing behind and can be mended) {
  constexpr migration bad[] = {
      good[0],
      {2, "0002_b", "CREATE TABLE b (x); INSERT INTO nowhere VALUES (1)"}};
  auto result = run(bad);
  CAF_REQUIRE(!result);
  CAF_CHECK(result.error().detail.find("0002_b") != std::string::npos);
  CAF_CHECK(result.error().detail.find("nowhere") != std::string::npos);
  CAF_CHECK_EQUAL(version(), 1);
  CAF_CHECK(has_table("a") && !has_table("b"));
  CAF_CHECK(run(good).has_value());
  CAF_CHECK_EQUAL(version(), 2);
}

CAF_TEST(one that is killed midway leaves nothing behind) {
  constexpr migration deadly[] = {
      good[0], {2, "0002_b", "CREATE TABLE b (x); SELECT die()"}};
  auto child = ::fork();
  if (child == 0) {
    SQLite::Database db{file, read_write};
    sqlite3_create_function(db.getHandle(), "die", 0, SQLITE_UTF8, nullptr, die,
                            nullptr, nullptr);
    (void)migrate(db, deadly);
    ::_exit(0);
  }
  int status = 0;
  CAF_REQUIRE_EQUAL(::waitpid(child, &status, 0), child);
  CAF_CHECK(WIFEXITED(status) && WEXITSTATUS(status) == 9);
  {
    SQLite::Database db{file, read_write};
    CAF_CHECK(check_format(db, 2).has_value());
    CAF_CHECK_EQUAL(db.execAndGet("PRAGMA user_version").getInt(), 1);
    CAF_CHECK(!db.tableExists("b"));
  }
  CAF_CHECK(run(good).has_value());
  CAF_CHECK_EQUAL(version(), 2);
}

CAF_TEST(a file of a newer version is refused) {
  SQLite::Database db{file, read_write};
  CAF_REQUIRE(migrate(db, good).has_value());
  CAF_CHECK(check_format(db, 2).has_value());
  auto refused = check_format(db, 1);
  CAF_REQUIRE(!refused);
  CAF_CHECK(refused.error().code == errc::conflict);
  CAF_CHECK(refused.error().detail.find("newer") != std::string::npos);
}

CAF_TEST(a database of somebody else is refused) {
  SQLite::Database db{file, read_write};
  CAF_CHECK(check_format(db, 1).has_value());
  db.exec("CREATE TABLE theirs (x)");
  CAF_CHECK(check_format(db, 1).error().code == errc::conflict);
}

CAF_TEST_FIXTURE_SCOPE_END()
