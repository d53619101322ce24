// A database that the version before wrote is opened and its jobs go on, also
// when the first opening was interrupted.
#define CAF_SUITE store_upgrade
#include <sys/wait.h>
#include <unistd.h>

#include <map>

#include <SQLiteCpp/SQLiteCpp.h>
#include <caf/test/unit_test.hpp>
#include <sqlite3.h>

#include "store/migrations.hpp"
#include "store/sqlite_connection.hpp"
#include "tests/store/stores.hpp"

using namespace leadmill;
using namespace leadmill::test;

namespace {

/// A job of two rows, one of them saved, as version 1 wrote it.
void insert_old_job(SQLite::Database& db, int num, job_phase phase) {
  bool open = !is_terminal(phase);
  SQLite::Statement insert{
      db, "INSERT INTO jobs VALUES (?, ?, 'enrichment', ?, ?, 1, 2, 1, 0, 0, 1,"
          " 1, 1, 4, ?, 1000, 1001, ?, 'here', '', '', '[\"red\"]', '[]',"
          " '{\"a\":1}', '[\"n\"]')"};
  insert.bind(1, num);
  insert.bind(2, id_of(static_cast<std::uint64_t>(num)));
  insert.bind(3, to_string(phase));
  insert.bind(4, open ? 1 : 0);
  insert.bind(5, num);
  insert.bind(6, open ? 0 : 1002);
  insert.exec();
  auto n = std::to_string(num);
  db.exec("INSERT INTO job_tags VALUES ('red', " + n + ")");
  db.exec("INSERT INTO inputs VALUES (" + n
          + ", 0, 2, '{\"n\":\"0\"}' || char(10) || '{\"n\":\"1\"}')");
  db.exec("INSERT INTO results VALUES (" + n
          + ", 0, 1, 'saved', '', 'key', NULL, '{\"n\":\"0\"}', '{}')");
  db.exec("INSERT INTO history VALUES (" + n + ", " + n
          + ", 1000, 1, 'running', 'running', 'here', '')");
}

constexpr int old_jobs = static_cast<int>(std::size(all_job_phases));

/// One job of every phase, numbered from 1 in the order of the phases.
void make_old(const std::filesystem::path& file) {
  SQLite::Database db{file.string(),
                      SQLite::OPEN_READWRITE | SQLite::OPEN_CREATE};
  db.exec("PRAGMA page_size = 8192; PRAGMA auto_vacuum = INCREMENTAL");
  db.exec("PRAGMA journal_mode = WAL");
  CAF_REQUIRE(migrate(db, shipped_migrations().first(1)).has_value());
  db.exec("BEGIN");
  for (int n = 1; n <= old_jobs; ++n)
    insert_old_job(db, n, all_job_phases[n - 1]);
  db.exec("UPDATE counters SET last_seq = 10, last_num = 10; COMMIT");
}

struct fixture {
  scratch dir{quick_parent()};
  std::filesystem::path file = dir / "leadmill.db";
  fixture() { make_old(file); }

  static std::string id(job_phase phase) {
    return id_of(static_cast<std::uint64_t>(phase) + 1);
  }
};

std::string schema(const std::filesystem::path& of) {
  SQLite::Database db{of.string()};
  SQLite::Statement row{db, "SELECT sql FROM sqlite_master ORDER BY name"};
  std::string out = db.execAndGet("PRAGMA user_version").getString();
  while (row.executeStep())
    out += '\n' + row.getColumn(0).getString();
  return out;
}

/// Upgrades to `version` in a process that dies after so many steps of SQLite;
/// its exit status is 9 then.
int upgrade_until(const std::filesystem::path& file, std::size_t version,
                  int steps) {
  auto child = ::fork();
  if (child == 0) {
    SQLite::Database db{file.string(), SQLite::OPEN_READWRITE};
    static int left;
    left = steps;
    sqlite3_progress_handler(
        db.getHandle(), 1,
        [](void*) {
          if (--left < 0)
            ::_exit(9);
          return 0;
        },
        nullptr);
    auto done = migrate(db, shipped_migrations().first(version));
    ::_exit(done ? 0 : 1);
  }
  int status = 0;
  ::waitpid(child, &status, 0);
  return WEXITSTATUS(status);
}

} // namespace

CAF_TEST_FIXTURE_SCOPE(upgrade_tests, fixture)

CAF_TEST(every old job is there as it was) {
  auto store = need(sqlite_store::open(file));
  auto reader = need(store->make_reader());
  CAF_CHECK_EQUAL(need(reader->last_seq()), 10u);
  for (auto phase : all_job_phases) {
    auto state = need(reader->find(id(phase)));
    job expected;
    expected.id = id(phase);
    expected.phase = phase;
    expected.progress = {1, 2};
    expected.counts = {1, 0, 0};
    expected.attempt = 1;
    expected.failures = 1;
    expected.seq = static_cast<std::uint64_t>(phase) + 1;
    expected.created_at = 1000;
    expected.started_at = 1001;
    expected.completed_at = is_terminal(phase) ? 1002 : 0;
    // It gets the day that every job has.
    expected.timeout_s = is_terminal(phase) ? 0 : 86'400;
    expected.node = "here";
    expected.tags = {"red"};
    expected.metadata = R"({"a":1})";
    CAF_CHECK(state == expected);
    CAF_CHECK_EQUAL(need(reader->history(id(phase))).size(), 1u);
  }
  job_query query;
  query.tag = "red";
  CAF_CHECK_EQUAL(need(reader->list(query)).jobs.size(), 10u);
  CAF_CHECK_EQUAL(need(reader->find_lead("key")).size(), 10u);
  CAF_CHECK_EQUAL(need(reader->unworked(0, 0, 99)).rows.size(), 10u);
  auto stats = need(reader->stats(noon));
  CAF_CHECK_EQUAL(stats.types.at(0).waiting.p99_ms, 1);
  CAF_CHECK(need(reader->paused()) == paused_types{});
  CAF_CHECK(need(reader->usage(noon)).entries.empty());
  CAF_CHECK(!need(reader->answer("key", "", noon)).found);
}

CAF_TEST(an old database takes what is new) {
  auto store = need(sqlite_store::open(file));
  keep_answer answer{"skip", "key", 200, "{}", noon + 1, {"ada"}, 5};
  auto what = scrape_draft(99, 2);
  what.then = {then_draft(100)};
  auto answers = need(store->writer().commit({answer, accept_job{what},
                                              begin_attempt{what.id, 0, "x"},
                                              page_of({what.id, 1}, 1, 0, 3)},
                                             noon));
  CAF_CHECK_EQUAL(need(answers.back()).progress.current, 1u);
  auto reader = need(store->make_reader());
  CAF_CHECK(need(reader->answer("key", "ada", noon)).knows_subject);
  CAF_CHECK_EQUAL(need(reader->scrape({what.id, 1})).rows, 3u);
}

CAF_TEST(every old job that is open goes on to its end) {
  auto store = need(sqlite_store::open(file));
  auto apply = [&](const change& what) {
    return need(need(store->writer().commit({what}, noon)).at(0));
  };
  auto complete = [&](const std::string& id) {
    apply(begin_attempt{id, 1, "x"});
    apply(save_leads{{id, 2}, {lead(1)}});
    return apply(end_of({id, 2}, attempt_end::completed)).phase;
  };
  using p = job_phase;
  CAF_CHECK(complete(id(p::queued)) == p::done);
  for (auto phase : {p::scheduled, p::retrying}) {
    apply(queue_job{id(phase)});
    CAF_CHECK(complete(id(phase)) == p::done);
  }
  apply(end_of({id(p::running), 1}, attempt_end::died));
  CAF_CHECK(complete(id(p::running)) == p::done);
  CAF_CHECK(apply(end_of({id(p::cancelling), 1}, attempt_end::released)).phase
            == p::cancelled);
  // It waits for nobody who could be found.
  CAF_CHECK(apply(release_job{id(p::waiting)}).phase == p::skipped);
  for (auto phase : {p::failed, p::cancelled}) {
    apply(retry_job{id(phase)});
    CAF_CHECK(complete(id(phase)) == p::done);
  }
  auto gone = need(store->writer().remove_ended(noon + 1, noon));
  CAF_CHECK_EQUAL(gone.size(), static_cast<std::size_t>(old_jobs));
  while (need(store->writer().purge(5, noon)))
    ;
  store.reset();
  SQLite::Database db{file.string()};
  CAF_CHECK_EQUAL(db.execAndGet("SELECT count(*) FROM jobs").getInt(), 0);
  CAF_CHECK_EQUAL(db.execAndGet("SELECT count(*) FROM results").getInt(), 0);
  CAF_CHECK_EQUAL(db.execAndGet("PRAGMA integrity_check").getString(), "ok");
}

CAF_TEST(an upgrade that dies anywhere leaves a database of a whole version) {
  auto versions = shipped_migrations();
  // What each version is made of, and how often it was left behind.
  std::map<std::string, int> left_behind;
  for (std::size_t n = 1; n <= versions.size(); ++n) {
    auto whole = dir / ("version" + std::to_string(n)).c_str();
    SQLite::Database db{whole.string(),
                        SQLite::OPEN_READWRITE | SQLite::OPEN_CREATE};
    CAF_REQUIRE(migrate(db, versions.first(n)).has_value());
    left_behind[schema(whole)] = 0;
  }
  // From each version to the next, as far as the death before let it come.
  for (std::size_t n = 2; n <= versions.size(); ++n) {
    int last = 0;
    for (int at = 1; (last = upgrade_until(file, n, at)) == 9; at += 29) {
      auto found = left_behind.find(schema(file));
      if (found == left_behind.end())
        CAF_FAIL("half of version " << n << " is there after " << at
                                    << " steps");
      ++found->second;
    }
    CAF_CHECK_EQUAL(last, 0);
  }
  for (const auto& [text, times] : left_behind) {
    CAF_MESSAGE("version " << text.substr(0, 1) << " was left " << times
                           << " times");
    CAF_CHECK(times >= 5 || text == schema(file));
  }
  auto store = need(sqlite_store::open(file));
  auto reader = need(store->make_reader());
  CAF_CHECK_EQUAL(need(reader->recently_ended(99)).size()
                      + need(reader->open_jobs()).size(),
                  static_cast<std::size_t>(old_jobs));
}

CAF_TEST_FIXTURE_SCOPE_END()
