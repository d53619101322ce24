// What questions over all jobs cost; their answers are in
// conformance_erasure.cpp.
#define CAF_SUITE store_sqlite_leads
#include "store/sqlite_leads.hpp"

#include <caf/test/unit_test.hpp>

#include "tests/store/cost.hpp"
#include "tests/store/stores.hpp"

using namespace leadmill;
using namespace leadmill::test;

CAF_TEST(people are found in order without sorting) {
  sqlite_under_test store{quick_parent()};
  for (std::uint64_t n = 1; n <= 20; ++n)
    run_through(store, n, 20);
  auto db = need(open_for_reading(store.file()));
  auto spent = cost_of(
      *db, [&] { CAF_CHECK_EQUAL(find_leads(*db, "key-3").size(), 60u); });
  CAF_CHECK_EQUAL(spent.sorts, 0);
}

CAF_TEST(jobs that are worked through cost a look and no more) {
  sqlite_under_test store{quick_parent()};
  for (std::uint64_t n = 1; n <= 20; ++n)
    run_through(store, n, 20);
  store.done(accept_job{draft(21, 600)});
  auto db = need(open_for_reading(store.file()));
  auto spent = cost_of(*db, [&] {
    auto page = read_unworked(*db, 0, 0, 10);
    CAF_CHECK_EQUAL(page.rows.size(), 10u);
    CAF_CHECK_EQUAL(page.next_job, 21u);
    CAF_CHECK_EQUAL(page.next_row, 10u);
  });
  // The jobs; one chunk and its results.
  CAF_CHECK(spent.statements <= 3);
  CAF_CHECK_EQUAL(spent.sorts, 0);
}

CAF_TEST(scraping jobs cost nothing when unworked rows are looked for) {
  sqlite_under_test store{quick_parent()};
  for (std::uint64_t n = 1; n <= 20; ++n) {
    auto attempt = start(store, scrape_draft(n, 9));
    store.done(page_of(attempt, 1, 0, 20));
  }
  store.done(accept_job{draft(21, 3)});
  auto db = need(open_for_reading(store.file()));
  auto spent = cost_of(*db, [&] {
    CAF_CHECK_EQUAL(read_unworked(*db, 0, 0, 10).rows.size(), 3u);
  });
  CAF_CHECK(spent.statements <= 3);
}
