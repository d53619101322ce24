// That pages of the list are found by index; the contract is in
// conformance_reads.cpp.
#define CAF_SUITE store_sqlite_list
#include "store/sqlite_list.hpp"

#include <caf/test/unit_test.hpp>

#include "tests/store/cost.hpp"
#include "tests/store/stores.hpp"

using namespace leadmill;
using namespace leadmill::test;

CAF_TEST(a page costs what it holds and not what the store holds) {
  sqlite_under_test store;
  std::vector<change> batch;
  for (std::uint64_t n = 0; n < 500; ++n)
    batch.push_back(accept_job{draft(n, 0)});
  store.commit(batch);
  auto db = need(open_for_reading(store.file()));
  job_query query;
  query.limit = 10;
  query.cursor = need(list_jobs(*db, query)).next_cursor;
  CAF_REQUIRE(!query.cursor.empty());
  for (bool with_tag : {false, true}) {
    if (with_tag)
      query.tag = "nothing";
    auto page = cost_of(*db, [&] { need(list_jobs(*db, query)); });
    CAF_CHECK_EQUAL(page.sorts, 0);
    CAF_CHECK(with_tag || page.scanned <= 20);
  }
}

CAF_TEST(quotes in a query are text) {
  sqlite_under_test store;
  store.done(accept_job{draft(1, 0)});
  auto db = need(open_for_reading(store.file()));
  job_query query;
  query.tag = "' OR 1 = 1 --";
  CAF_CHECK(need(list_jobs(*db, query)).jobs.empty());
  query.tag.clear();
  query.text = "' OR 1 = 1 --";
  CAF_CHECK(need(list_jobs(*db, query)).jobs.empty());
}
