// What is the memory reader's own; the contract is in the conformance suites.
#define CAF_SUITE store_memory_reader
#include "store/memory_reader.hpp"

#include <caf/test/unit_test.hpp>

#include "tests/store/stores.hpp"

using namespace leadmill;
using namespace leadmill::test;

CAF_TEST(a cursor is a copy that outlives its job) {
  memory_under_test store;
  auto attempt = start(store, 1, 3);
  store.done(save_leads{attempt, leads(0, 3)});
  store.done(end_of(attempt, attempt_end::completed));
  result_query query;
  query.job = attempt.job;
  auto cursor = need(store.reader()->open_results(query));
  need(store.writer().remove_ended(noon + 1, noon + 1));
  CAF_CHECK(code_of(store.reader()->find(attempt.job)) == errc::not_found);
  CAF_CHECK_EQUAL(need(cursor->next(9)).leads.size(), 3u);
}
