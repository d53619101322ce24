#define CAF_SUITE store_sqlite_store
#include "store/sqlite_store.hpp"

#include <sys/wait.h>
#include <unistd.h>

#include <SQLiteCpp/SQLiteCpp.h>
#include <caf/test/unit_test.hpp>

#include "tests/store/stores.hpp"

using namespace leadmill;
using namespace leadmill::test;

CAF_TEST(a database of a newer version is refused and left as it is) {
  scratch dir;
  auto file = dir / "leadmill.db";
  need(sqlite_store::open(file));
  {
    SQLite::Database db{file.string(), SQLite::OPEN_READWRITE};
    db.exec("PRAGMA user_version = 9999");
  }
  auto refused = sqlite_store::open(file);
  CAF_REQUIRE(!refused);
  CAF_CHECK(refused.error().code == errc::conflict);
  CAF_CHECK(refused.error().detail.find("9999") != std::string::npos);
  SQLite::Database db{file.string()};
  CAF_CHECK_EQUAL(db.execAndGet("PRAGMA user_version").getInt(), 9999);
}

CAF_TEST(numbers never go back when jobs are deleted) {
  sqlite_under_test store;
  for (std::uint64_t n = 1; n <= 3; ++n)
    store.done(accept_job{draft(n, 1)});
  {
    SQLite::Database db{store.file().string(), SQLite::OPEN_READWRITE};
    for (auto table : {"history", "inputs", "jobs"})
      db.exec(std::string{"DELETE FROM "} + table);
  }
  store.reopen();
  CAF_CHECK_EQUAL(store.done(accept_job{draft(4, 1)}).seq, 4u);
  SQLite::Database db{store.file().string()};
  CAF_CHECK_EQUAL(db.execAndGet("SELECT num FROM jobs").getInt(), 4);
}

CAF_TEST(a process that dies loses nothing that it was told) {
  scratch dir;
  auto file = dir / "leadmill.db";
  int told[2];
  CAF_REQUIRE_EQUAL(::pipe(told), 0);
  auto child = ::fork();
  if (child == 0) {
    auto store = need(sqlite_store::open(file));
    for (std::uint64_t n = 1;; ++n) {
      auto answers = need(store->writer().commit(
          {accept_job{draft(n, 300)}, begin_attempt{id_of(n), 0, "here"},
           save_leads{{id_of(n), 1}, leads(0, 100)}},
          noon));
      auto seq = need(answers.at(2)).seq;
      (void)!::write(told[1], &seq, sizeof seq);
      if (n == 25)
        ::_exit(0);
    }
  }
  ::close(told[1]);
  std::uint64_t seq = 0, highest = 0;
  while (::read(told[0], &seq, sizeof seq) == sizeof seq)
    highest = seq;
  ::close(told[0]);
  int status = 0;
  CAF_REQUIRE_EQUAL(::waitpid(child, &status, 0), child);
  CAF_CHECK_EQUAL(highest, 75u);
  auto store = need(sqlite_store::open(file));
  auto reader = need(store->make_reader());
  CAF_CHECK_EQUAL(need(reader->last_seq()), highest);
  auto open = need(reader->open_jobs());
  CAF_CHECK_EQUAL(open.size(), 25u);
  for (const auto& state : open) {
    attempt_ref attempt{state.id, 1};
    CAF_CHECK_EQUAL(state.progress.current, 100u);
    CAF_CHECK_EQUAL(need(reader->checkpoint({attempt, 0, 999})).leads.size(),
                    100u);
    CAF_CHECK_EQUAL(need(reader->pull({attempt, 0, 999})).rows.size(), 300u);
  }
}
