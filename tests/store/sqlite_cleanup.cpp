// What removing costs and what it leaves on the disk; what it means is in
// conformance_removal.cpp.
#define CAF_SUITE store_sqlite_cleanup
#include "store/sqlite_cleanup.hpp"

#include <SQLiteCpp/SQLiteCpp.h>
#include <caf/test/unit_test.hpp>

#include "store/sqlite_connection.hpp"
#include "tests/store/cost.hpp"
#include "tests/store/stores.hpp"

using namespace leadmill;
using namespace leadmill::test;

namespace {

struct fixture {
  sqlite_under_test store{quick_parent()};
  connection db = need(open_for_writing(store.file()));

  int number(const std::string& sql) { return db->execAndGet(sql).getInt(); }
  int rows_left() {
    int out = 0;
    for (auto table :
         {"results", "inputs", "history", "job_tags", "scrapes", "jobs"})
      out += number(std::string{"SELECT count(*) FROM "} + table);
    return out;
  }
  bool purge_some(std::uint32_t max_rows, unix_ms now = noon) {
    db->exec("BEGIN IMMEDIATE");
    auto more = purge_some_of(*db, max_rows, now);
    db->exec("COMMIT");
    return more;
  }
  void add_many(std::uint64_t first, std::uint64_t count) {
    std::vector<change> batch;
    for (auto n = first; n < first + count; ++n) {
      auto what = draft(n, 1);
      what.tags = {"red", "blue"};
      batch.push_back(accept_job{what});
      batch.push_back(cancel_job{what.id});
    }
    store.commit(batch);
  }
};

} // namespace

CAF_TEST_FIXTURE_SCOPE(sqlite_cleanup_tests, fixture)

CAF_TEST(nothing of a removed job is left in any table) {
  auto attempt = run_through(store, 1, 600);
  add_many(2, 3);
  store.remove(noon + 1);
  CAF_CHECK(rows_left() > 600);
  store.purge(100);
  CAF_CHECK_EQUAL(rows_left(), 0);
  CAF_CHECK_EQUAL(number("SELECT count(*) FROM removals"), 4);
  CAF_CHECK_EQUAL(
      db->execAndGet("SELECT id FROM removals ORDER BY seq").getString(),
      attempt.job);
}

CAF_TEST(nothing of a removed scraping job is left either) {
  auto attempt = start(store, scrape_draft(1, 9));
  store.done(page_of(attempt, 1, 0, 50));
  store.done(end_attempt{attempt, attempt_end::given_up, "No", "no"});
  store.done(accept_job{scrape_draft(2, 9)});
  store.remove(noon + 1);
  CAF_CHECK_EQUAL(number("SELECT count(*) FROM scrapes"), 2);
  store.purge(1);
  CAF_CHECK_EQUAL(number("SELECT job FROM scrapes"), 2);
  CAF_CHECK_EQUAL(rows_left(), 3);
}

CAF_TEST(answers that have expired go in the same small parts) {
  std::vector<change> batch;
  for (int n = 0; n < 500; ++n)
    batch.push_back(keep_answer{"skip",
                                "key " + std::to_string(n),
                                200,
                                std::string(600, 'x'),
                                n < 400 ? noon : noon + 1,
                                {"subject"},
                                7});
  store.commit(batch);
  auto answers = [&] { return number("SELECT count(*) FROM answers"); };
  CAF_CHECK(purge_some(150));
  CAF_CHECK_EQUAL(answers(), 350);
  CAF_CHECK(purge_some(150));
  CAF_CHECK_EQUAL(answers(), 200);
  while (purge_some(150))
    ;
  CAF_CHECK_EQUAL(answers(), 100);
  CAF_CHECK_EQUAL(number("SELECT count(*) FROM answer_subjects"), 100);
  CAF_CHECK_EQUAL(number("PRAGMA freelist_count"), 0);
}

CAF_TEST(one call does about as much as it was told) {
  run_through(store, 1, 1000);
  store.remove(noon + 1);
  auto results = [&] { return number("SELECT count(*) FROM results"); };
  CAF_CHECK(purge_some(300));
  CAF_CHECK_EQUAL(results(), 700);
  CAF_CHECK(purge_some(300));
  CAF_CHECK(purge_some(300));
  CAF_CHECK_EQUAL(results(), 100);
  CAF_CHECK_EQUAL(number("SELECT count(*) FROM inputs"), 4);
  CAF_CHECK(purge_some(300));
  CAF_CHECK_EQUAL(results(), 0);
  CAF_CHECK_EQUAL(number("SELECT count(*) FROM inputs"), 3);
  CAF_CHECK_EQUAL(number("SELECT count(*) FROM jobs"), 1);
  store.purge(300);
  CAF_CHECK_EQUAL(rows_left(), 0);
}

CAF_TEST(a call without any budget still gets on) {
  run_through(store, 1, 3);
  store.remove(noon + 1);
  CAF_CHECK(store.purge(0) < 1000);
  CAF_CHECK_EQUAL(rows_left(), 0);
}

CAF_TEST(the file gets smaller) {
  run_through(store, 1, 5000);
  auto stays = run_through(store, 2, 10, noon + 50);
  auto full = number("PRAGMA page_count");
  store.remove(noon + 1);
  CAF_CHECK(store.purge(50) > 10);
  CAF_CHECK_EQUAL(number("PRAGMA freelist_count"), 0);
  CAF_CHECK(number("PRAGMA page_count") < full / 2);
  CAF_CHECK_EQUAL(db->execAndGet("PRAGMA integrity_check").getString(), "ok");
  result_query query;
  query.job = stays.job;
  auto reader = store.reader();
  CAF_CHECK(need(need(reader->open_results(query))->next(99)).leads
            == leads(0, 10));
}

CAF_TEST(what purging costs does not depend on what the store holds) {
  add_many(1, 10);
  store.remove(noon + 1);
  add_many(100, 500);
  auto spent = cost_of(*db, [&] {
    while (purge_some(1000))
      ;
  });
  CAF_CHECK_EQUAL(number("SELECT count(*) FROM jobs"), 500);
  CAF_CHECK_EQUAL(spent.sorts, 0);
  CAF_CHECK(spent.scanned < 100);
}

CAF_TEST(a marked job costs one look for those that wait for it) {
  add_many(1, 300);
  for (std::uint64_t n = 1000; n < 1300; ++n) {
    auto what = draft(n, 0);
    what.after = id_of(1000);
    store.done(accept_job{n == 1000 ? draft(n, 0) : what});
  }
  auto plan = cost_of(*db, [&] {
    db->exec("BEGIN IMMEDIATE");
    CAF_CHECK_EQUAL(mark_ended(*db, noon + 1, "[]", noon).size(), 300u);
    db->exec("COMMIT");
  });
  // The jobs once; not the waiting ones for each of them.
  CAF_CHECK(plan.scanned <= 700);
}

CAF_TEST(marks of removal go after their time) {
  add_many(1, 5);
  store.remove(noon + 1, noon);
  add_many(10, 5);
  store.remove(noon + 1, noon + 100);
  auto marks = [&] { return number("SELECT count(*) FROM removals"); };
  store.purge(1000, noon + keep_removals_ms);
  CAF_CHECK_EQUAL(marks(), 10);
  store.purge(2, noon + keep_removals_ms + 1);
  CAF_CHECK_EQUAL(marks(), 5);
  store.purge(2, noon + keep_removals_ms + 101);
  CAF_CHECK_EQUAL(marks(), 0);
}

CAF_TEST_FIXTURE_SCOPE_END()
