#define CAF_SUITE store_sqlite_outbox
#include <caf/test/unit_test.hpp>

#include "tests/store/outboxes.hpp"

using namespace leadmill;
using namespace leadmill::test;

// The rest is in tests/store/conformance_outbox.cpp and
// tests/store/conformance_deliveries.cpp.
CAF_TEST(a destination that is gone holds no job back) {
  scratch dir{quick_parent()};
  auto file = dir / "leadmill.db";
  auto reopened = [&](std::vector<outbox_route> routes) {
    return need(sqlite_store::open(file, std::move(routes)));
  };
  auto store = reopened(four_routes());
  auto apply = [&](change what) {
    return need(need(store->writer().commit({std::move(what)}, noon)).at(0));
  };
  apply(accept_job{draft(1, 1)});
  apply(begin_attempt{id_of(1), 0, "here"});
  apply(save_leads{{id_of(1), 1}, leads(0, 1)});
  apply(end_attempt{{id_of(1), 1}, attempt_end::completed, {}, {}});
  CAF_CHECK(need(store->writer().remove_ended(noon + 1, noon)).empty());
  store.reset();
  store = reopened({});
  CAF_CHECK_EQUAL(need(store->writer().remove_ended(noon + 1, noon)).size(),
                  1u);
  while (need(store->writer().purge(1'000, noon))) {
  }
  CAF_CHECK(need(need(store->make_reader())->destinations()).empty());
}
