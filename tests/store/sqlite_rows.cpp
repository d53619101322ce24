#define CAF_SUITE store_sqlite_rows
#include "store/sqlite_rows.hpp"

#include <SQLiteCpp/SQLiteCpp.h>
#include <caf/test/unit_test.hpp>

#include "store/sqlite_connection.hpp"
#include "tests/store/stores.hpp"

using namespace leadmill;
using namespace leadmill::test;

namespace {

struct fixture {
  scratch dir;
  connection db = need(open_for_writing(dir / "leadmill.db"));

  void insert(const job& state) {
    SQLite::Statement statement{*db, insert_job_sql};
    bind_insert(statement, 1, state, 40, "[]");
    statement.exec();
  }

  job select_job() {
    SQLite::Statement row{*db, "SELECT 7, " + std::string{job_columns}
                                   + " FROM jobs"};
    row.executeStep();
    return read_job(row, 1);
  }
};

/// Every member differs from every other and from its default.
job distinct() {
  job out;
  out.id = "id";
  out.type = job_type::scraping;
  out.phase = job_phase::running;
  out.progress = {1, 2};
  out.counts = {3, 4, 5};
  out.attempt = 6;
  out.failures = 7;
  out.max_attempts = 8;
  out.priority = job_priority::high;
  out.seq = 9;
  out.created_at = 10;
  out.started_at = 11;
  out.completed_at = 12;
  out.run_at = 13;
  out.timeout_s = 14;
  out.deadline_at = 15;
  out.deaths = 16;
  out.saved_since_start = true;
  out.after = "after";
  out.policy = after_policy::failure;
  out.takes_rows = true;
  out.node = "node";
  out.error = "error";
  out.code = "code";
  out.tags = {"tag"};
  out.steps = {"step", "other"};
  out.metadata = R"({"a":1})";
  return out;
}

} // namespace

CAF_TEST_FIXTURE_SCOPE(sqlite_rows_tests, fixture)

CAF_TEST(a job is read as it was written) {
  insert(distinct());
  CAF_CHECK(select_job() == distinct());
  CAF_CHECK_EQUAL(db->execAndGet("SELECT open FROM jobs").getInt(), 1);
  CAF_CHECK_EQUAL(db->execAndGet("SELECT ready_at FROM jobs").getInt(), 40);
}

CAF_TEST(an entry of the history is read as it was written) {
  insert(distinct());
  for (auto from : {std::optional<job_phase>{},
                    std::optional<job_phase>{job_phase::retrying}}) {
    history_entry entry{1, 2, 3, from, job_phase::queued, "node", "reason"};
    SQLite::Statement statement{*db, insert_history_sql};
    bind_insert(statement, 1, entry);
    statement.exec();
    SQLite::Statement row{*db, "SELECT 7, " + std::string{history_columns}
                                   + " FROM history"};
    row.executeStep();
    CAF_CHECK(read_history(row, 1) == entry);
    row.reset();
    db->exec("DELETE FROM history");
  }
}

CAF_TEST(every phase can be kept and an update changes what may change) {
  auto state = distinct();
  insert(state);
  for (auto phase : all_job_phases) {
    state.phase = phase;
    state.progress.current += 100;
    state.counts = {state.counts.failed, state.counts.saved, 77};
    ++state.attempt;
    ++state.failures;
    state.seq += 1000;
    ++state.started_at;
    ++state.completed_at;
    ++state.run_at;
    ++state.deadline_at;
    ++state.deaths;
    state.saved_since_start = !state.saved_since_start;
    state.node += "x";
    state.error += "y";
    state.code += "z";
    SQLite::Statement update{*db, update_job_sql};
    bind_update(update, 1, state, 42);
    CAF_CHECK_EQUAL(update.exec(), 1);
    CAF_CHECK(select_job() == state);
    CAF_CHECK_EQUAL(db->execAndGet("SELECT saved_no FROM jobs").getInt(), 42);
    CAF_CHECK_EQUAL(db->execAndGet("SELECT open FROM jobs").getInt(),
                    is_terminal(phase) ? 0 : 1);
  }
}

CAF_TEST(a lead is read as it was written) {
  insert(distinct());
  lead_result all{5, lead_status::filtered, "reason",   "key",
                  3, "{\"i\":1}",           "{\"f\":1}"};
  lead_result none;
  none.row = 6;
  for (const auto& l : {all, none}) {
    SQLite::Statement statement{*db, insert_lead_sql};
    bind_insert(statement, 1, l.row, l);
    CAF_CHECK_EQUAL(statement.exec(), 1);
    statement.reset();
    CAF_CHECK_EQUAL(statement.exec(), 0);
    SQLite::Statement row{*db, "SELECT " + std::string{lead_columns}
                                   + " FROM results WHERE row = ?"};
    row.bind(1, l.row);
    CAF_REQUIRE(row.executeStep());
    CAF_CHECK(read_lead(row) == l);
  }
}

CAF_TEST(a word that we never write is damage and not a default) {
  insert(distinct());
  db->exec("UPDATE jobs SET phase = 'asleep'");
  CAF_CHECK(
      guarded("f", [&]() -> outcome<job> { return select_job(); }).error().code
      == errc::disk_unknown);
}

CAF_TEST(rows are joined to a chunk and split again) {
  const std::vector<std::string> rows{"{}", "", R"({"a":"\n"})", "", "é", ""};
  for (std::size_t first = 0; first < rows.size(); ++first)
    for (std::size_t count = 1; first + count <= rows.size(); ++count) {
      auto data = join_rows(rows, first, count);
      auto back = split_rows(data, count);
      CAF_REQUIRE_EQUAL(back.size(), count);
      for (std::size_t i = 0; i < count; ++i)
        CAF_CHECK_EQUAL(std::string{back[i]}, rows[first + i]);
    }
}

CAF_TEST_FIXTURE_SCOPE_END()
