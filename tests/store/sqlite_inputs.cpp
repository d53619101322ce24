#define CAF_SUITE store_sqlite_inputs
#include "store/sqlite_inputs.hpp"

#include <SQLiteCpp/SQLiteCpp.h>
#include <caf/test/unit_test.hpp>

#include "store/sqlite_connection.hpp"
#include "store/sqlite_rows.hpp"
#include "tests/store/stores.hpp"

using namespace leadmill;
using namespace leadmill::test;

namespace {

struct fixture {
  sqlite_under_test store{quick_parent()};
  connection db = need(open_for_writing(store.file()));

  /// All rows of the job with this number, from `first` on.
  std::vector<input_row> rows(int num, std::uint32_t first = 0) {
    SQLite::Statement chunk{*db, select_inputs_sql};
    chunk.bind(1, num);
    chunk.bind(2, first);
    std::vector<input_row> out;
    while (chunk.executeStep())
      for (auto& row : read_inputs(chunk))
        out.push_back(std::move(row));
    return out;
  }
  int count(const char* what) {
    return db->execAndGet(std::string{"SELECT "} + what).getInt();
  }
};

} // namespace

CAF_TEST_FIXTURE_SCOPE(sqlite_inputs_tests, fixture)

CAF_TEST(reading begins with the chunk that holds the row) {
  store.done(accept_job{draft(1, 600)});
  CAF_CHECK_EQUAL(count("count(*) FROM inputs"), 3);
  for (std::uint32_t first : {0u, 255u, 256u, 511u, 512u, 599u}) {
    auto found = rows(1, first);
    auto begin = first / input_chunk_rows * input_chunk_rows;
    CAF_CHECK_EQUAL(found.size(), 600u - begin);
    CAF_CHECK(found.front() == (input_row{begin, row_text(begin)}));
    CAF_CHECK(found.back() == (input_row{599, row_text(599)}));
  }
  CAF_CHECK(rows(2).empty());
}

CAF_TEST(one row is replaced and the others stay) {
  store.done(accept_job{draft(1, 600)});
  for (std::uint32_t row : {0u, 255u, 256u, 599u, 600u})
    replace_input(*db, 1, row, "{}");
  replace_input(*db, 2, 0, "{}");
  auto found = rows(1);
  CAF_REQUIRE_EQUAL(found.size(), 600u);
  for (const auto& row : found) {
    bool gone =
        row.row == 0 || row.row == 255 || row.row == 256 || row.row == 599;
    if (row.json != (gone ? "{}" : row_text(row.row)))
      CAF_ERROR("row " << row.row << " is " << row.json);
  }
}

CAF_TEST(rows are taken over in chunks of their own) {
  auto attempt = start(store, 1, 800);
  auto found = leads(0, 800);
  for (auto& l : found)
    l.duplicate_of = no_row;
  found[5].status = lead_status::failed;
  found[6].input = "{\n}";
  store.done(save_leads{attempt, found});
  store.done(accept_job{draft(2, 0)});
  CAF_CHECK_EQUAL(take_rows_over(*db, 1, 2), 799u);
  CAF_CHECK_EQUAL(count("count(*) FROM inputs WHERE job = 2"), 4);
  CAF_CHECK_EQUAL(count("total FROM jobs WHERE num = 2"), 799);
  auto taken = rows(2);
  CAF_REQUIRE_EQUAL(taken.size(), 799u);
  CAF_CHECK_EQUAL(taken.at(4).json, row_text(4));
  CAF_CHECK_EQUAL(taken.at(5).json, "{ }");
  CAF_CHECK_EQUAL(taken.at(798).json, row_text(799));
}

CAF_TEST_FIXTURE_SCOPE_END()
