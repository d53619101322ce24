// What a batch costs in statements; what it does is in the conformance suites.
#define CAF_SUITE store_sqlite_batch
#include "store/sqlite_batch.hpp"

#include <caf/test/unit_test.hpp>

#include "store/sqlite_connection.hpp"
#include "tests/store/cost.hpp"
#include "tests/store/stores.hpp"

using namespace leadmill;
using namespace leadmill::test;

namespace {

struct fixture {
  scratch dir{quick_parent()};
  connection db = need(open_for_writing(dir / "leadmill.db"));
  batch_statements sql{*db};

  std::vector<outcome<job>> run(const std::vector<change>& batch) {
    db->exec("BEGIN");
    std::vector<outcome<job>> out;
    {
      batch_run run{sql, noon};
      for (const auto& what : batch)
        out.push_back(run.apply(what));
      run.finish();
    }
    db->exec("COMMIT");
    return out;
  }

  /// Beside BEGIN, COMMIT, and reading and writing the counters.
  int statements_of(const std::vector<change>& batch) {
    auto spent = cost_of(*db, [&] {
      for (const auto& answer : run(batch))
        CAF_CHECK(answer.has_value());
    });
    CAF_CHECK_EQUAL(spent.scanned, 0);
    return spent.statements - 4;
  }
};

} // namespace

CAF_TEST_FIXTURE_SCOPE(sqlite_batch_tests, fixture)

CAF_TEST(accepting a plain job takes no statement more than it has parts) {
  // Looked up; the job, its one chunk of rows, its history.
  CAF_CHECK_EQUAL(statements_of({accept_job{draft(1, 9)}}), 4);
  auto tagged = draft(2, 600);
  tagged.tags = {"red", "blue"};
  CAF_CHECK_EQUAL(statements_of({accept_job{tagged}}), 8);
  auto keyed = draft(3, 9);
  keyed.repeat = {"key", "digest"};
  CAF_CHECK_EQUAL(statements_of({accept_job{keyed}}), 6);
  auto child = draft(4, 9);
  child.after = id_of(1);
  CAF_CHECK_EQUAL(statements_of({accept_job{child}}), 5);
}

CAF_TEST(saving rows takes one statement for each row and two for the job) {
  run({accept_job{draft(1, 500)}, begin_attempt{id_of(1), 0, "x"}});
  CAF_CHECK_EQUAL(statements_of({save_leads{{id_of(1), 1}, leads(0, 250)}}),
                  252);
  // A batch writes a job once however often it is changed.
  CAF_CHECK_EQUAL(
      statements_of({save_leads{{id_of(1), 1}, leads(250, 100)},
                     save_leads{{id_of(1), 1}, leads(350, 150)},
                     end_of({id_of(1), 1}, attempt_end::completed)}),
      253);
}

CAF_TEST(saving a page takes as many statements early as late) {
  run({accept_job{scrape_draft(1, 1'000, 100'000)},
       begin_attempt{id_of(1), 0, "x"}, page_of({id_of(1), 1}, 1, 0, 25)});
  // Looked up, with how far it is and its columns; the rows; how far it is
  // now; the job.
  CAF_CHECK_EQUAL(statements_of({page_of({id_of(1), 1}, 2, 25, 25)}), 30);
  for (std::uint32_t page = 3; page < 200; ++page)
    run({page_of({id_of(1), 1}, page, 25 * page, 25)});
  CAF_CHECK_EQUAL(statements_of({page_of({id_of(1), 1}, 200, 0, 25)}), 30);
  auto changes = db->getTotalChanges();
  // The job and how far it is, without a number.
  CAF_CHECK_EQUAL(statements_of({page_of({id_of(1), 1}, 200, 0, 25)}), 1);
  CAF_CHECK_EQUAL(db->getTotalChanges(), changes);
}

CAF_TEST(keeping answers takes two statements for each and one to count) {
  std::vector<change> batch;
  for (int n = 0; n < 64; ++n)
    batch.push_back(keep_answer{"skip",
                                "key " + std::to_string(n),
                                200,
                                "{}",
                                noon + 1,
                                {"subject " + std::to_string(n)},
                                7});
  auto spent = cost_of(*db, [&] { run(batch); });
  CAF_CHECK_EQUAL(spent.scanned, 0);
  // And BEGIN, COMMIT, and reading the counters.
  CAF_CHECK_EQUAL(spent.statements, 64 * 2 + 1 + 3);
}

CAF_TEST(what changes nothing writes no job) {
  run({accept_job{draft(1, 5)}, begin_attempt{id_of(1), 0, "x"},
       save_leads{{id_of(1), 1}, leads(0, 5)}});
  auto changes = db->getTotalChanges();
  run({save_leads{{id_of(1), 1}, leads(0, 5)}, release_job{id_of(1)},
       queue_job{id_of(1)}});
  CAF_CHECK_EQUAL(db->getTotalChanges(), changes);
}

CAF_TEST_FIXTURE_SCOPE_END()
