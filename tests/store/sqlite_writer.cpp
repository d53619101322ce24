// What SQLite's writer does when the disk fails; the contract's rest is in
// conformance.cpp.
#define CAF_SUITE store_sqlite_writer
#include "store/sqlite_writer.hpp"

#include <SQLiteCpp/Column.h>
#include <caf/test/unit_test.hpp>
#include <sqlite3.h>

#include "tests/store/fault_vfs.hpp"
#include "tests/store/stores.hpp"

using namespace leadmill;
using namespace leadmill::test;

namespace {

job_draft big_draft(std::uint64_t number) {
  auto out = draft(number, 600);
  for (auto& row : out.rows)
    row = "{\"x\":\"" + std::string(500, 'x') + "\"}";
  return out;
}

} // namespace

CAF_TEST(a full disk refuses the batch and keeps nothing of it) {
  scratch dir;
  auto file = dir / "leadmill.db";
  auto db = need(open_for_writing(file));
  auto* handle = db.get();
  auto writer = need(make_sqlite_writer(std::move(db)));
  sqlite_under_test unrelated;
  need(writer->commit({accept_job{draft(1, 1)}}, noon));
  auto pages = handle->execAndGet("PRAGMA page_count").getInt();
  handle->exec("PRAGMA max_page_count = " + std::to_string(pages + 20));
  std::vector<change> batch{cancel_job{id_of(1)}, accept_job{big_draft(2)}};
  for (int i = 0; i < 3; ++i)
    CAF_CHECK(code_of(writer->commit(batch, noon)) == errc::unavailable);
  SQLite::Database check{file.string()};
  CAF_CHECK_EQUAL(check.execAndGet("SELECT count(*) FROM jobs").getInt(), 1);
  CAF_CHECK_EQUAL(check.execAndGet("SELECT phase FROM jobs").getString(),
                  "queued");
  CAF_CHECK_EQUAL(check.execAndGet("SELECT count(*) FROM inputs").getInt(), 1);
  CAF_CHECK_EQUAL(check.execAndGet("SELECT count(*) FROM history").getInt(), 1);
  handle->exec("PRAGMA max_page_count = 1000000");
  auto answers = need(writer->commit(batch, noon));
  CAF_CHECK_EQUAL(need(answers.at(0)).seq, 2u);
  CAF_CHECK_EQUAL(need(answers.at(1)).seq, 3u);
}

CAF_TEST(a disk that refuses writes is tried again and again) {
  for (int code : {SQLITE_FULL, SQLITE_IOERR_WRITE}) {
    fault_vfs vfs;
    sqlite_under_test store;
    auto attempt = start(store, 1, 10);
    vfs.fail_writes(code);
    for (const change& what :
         {change{save_leads{attempt, leads(0, 5)}}, change{probe_write{}},
          change{accept_job{big_draft(2)}}}) {
      auto refused = store.writer().commit({what}, noon);
      CAF_CHECK(code_of(refused) == errc::unavailable);
    }
    CAF_CHECK_EQUAL(need(store.reader()->last_seq()), 2u);
    vfs.fail_writes(0);
    CAF_CHECK_EQUAL(store.done(save_leads{attempt, leads(0, 5)}).seq, 3u);
    store.reopen();
    CAF_CHECK_EQUAL(need(store.reader()->find(attempt.job)).counts.saved, 5u);
    CAF_CHECK(code_of(store.reader()->find(id_of(2))) == errc::not_found);
  }
}

CAF_TEST(a failed sync leaves the disk unknown for good) {
  fault_vfs vfs;
  sqlite_under_test store;
  auto attempt = start(store, 1, 10);
  vfs.fail_syncs(SQLITE_IOERR_FSYNC);
  auto refused =
      store.writer().commit({save_leads{attempt, leads(0, 5)}}, noon);
  CAF_CHECK(code_of(refused) == errc::disk_unknown);
  // A second sync may succeed without having written anything.
  vfs.fail_syncs(0);
  CAF_CHECK(code_of(store.writer().commit({probe_write{}}, noon))
            == errc::disk_unknown);
  CAF_CHECK_EQUAL(need(store.reader()->find(attempt.job)).counts.saved, 0u);
  store.reopen();
  CAF_CHECK(store.apply(save_leads{attempt, leads(0, 5)}).has_value());
}

CAF_TEST(an error that says nothing about the commit leaves it unknown) {
  fault_vfs vfs;
  sqlite_under_test store;
  store.done(accept_job{draft(1, 1)});
  vfs.fail_writes(SQLITE_IOERR);
  CAF_CHECK(code_of(store.writer().commit({cancel_job{id_of(1)}}, noon))
            == errc::disk_unknown);
}

CAF_TEST(an error in the midst of a batch takes the whole batch back) {
  sqlite_under_test store;
  auto attempt = start(store, 1, 10);
  auto reader = store.reader();
  auto before = need(reader->find(attempt.job));
  SQLite::Database damage{store.file().string(), SQLite::OPEN_READWRITE};
  damage.exec("INSERT INTO history VALUES (1, 4, 0, 0, '', '', '', '')");
  std::vector<change> batch{save_leads{attempt, leads(0, 5)},
                            cancel_job{attempt.job}};
  CAF_CHECK(code_of(store.writer().commit(batch, noon)) == errc::internal);
  CAF_CHECK(need(reader->find(attempt.job)) == before);
  CAF_CHECK(need(reader->checkpoint({attempt, 0, 10})).leads.empty());
  damage.exec("DELETE FROM history WHERE seq = 4");
  CAF_CHECK_EQUAL(need(store.commit(batch).at(1)).seq, 4u);
}

CAF_TEST(each commit syncs the log before it answers) {
  fault_vfs vfs;
  sqlite_under_test store;
  for (std::uint64_t n = 1; n <= 20; ++n) {
    auto before = vfs.log_syncs();
    store.done(accept_job{draft(n, 1)});
    CAF_CHECK(vfs.log_syncs() > before);
  }
  auto before = vfs.log_syncs();
  std::vector<change> batch;
  for (std::uint64_t n = 100; n < 200; ++n)
    batch.push_back(accept_job{draft(n, 1)});
  store.commit(batch);
  // One, and one more where the log begins anew.
  CAF_CHECK(vfs.log_syncs() - before <= 2);
}

CAF_TEST(a disk that cannot be read makes readers unavailable) {
  fault_vfs vfs;
  sqlite_under_test store;
  auto attempt = start(store, 1, 2000);
  store.done(save_leads{attempt, leads(0, 2000)});
  auto reader = store.reader();
  result_query query;
  query.job = attempt.job;
  auto cursor = need(reader->open_results(query));
  vfs.fail_reads(SQLITE_IOERR_READ);
  CAF_CHECK(code_of(reader->find(attempt.job)) == errc::unavailable);
  CAF_CHECK(code_of(reader->pull({attempt, 0, 10})) == errc::unavailable);
  CAF_CHECK(code_of(reader->list({})) == errc::unavailable);
  CAF_CHECK(code_of(cursor->next(2000)) == errc::unavailable);
  vfs.fail_reads(0);
  CAF_CHECK(reader->find(attempt.job).has_value());
  CAF_CHECK_EQUAL(need(reader->pull({attempt, 0, 10})).rows.size(), 10u);
  // Rows may have been lost on the way, so the cursor does not go on.
  CAF_CHECK(code_of(cursor->next(2000)) == errc::unavailable);
}
