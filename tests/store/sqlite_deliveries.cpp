#define CAF_SUITE store_sqlite_deliveries
#include <caf/test/unit_test.hpp>

#include "store/outbox.hpp"
#include "tests/store/outboxes.hpp"

using namespace leadmill;
using namespace leadmill::test;

// The rest is in tests/store/conformance_outbox.cpp and
// tests/store/conformance_deliveries.cpp.
CAF_TEST(a look at very many leads that nobody wants is bounded) {
  sqlite_under_test store{quick_parent(), four_routes()};
  auto rows = outbox_scan_rows + 100;
  auto attempt = start(store, 1, rows);
  std::vector<lead_result> all;
  for (std::uint32_t row = 0; row < rows; ++row)
    all.push_back(lead(row, lead_status::filtered));
  all.back().status = lead_status::saved;
  store.done(save_leads{attempt, all});
  auto first = pending(store, "crm");
  CAF_CHECK(first.leads.empty());
  CAF_CHECK(first.closed);
  CAF_CHECK_EQUAL(first.end.lead, outbox_scan_rows);
  store.done(outbox_change{composing("crm", "", first)});
  CAF_CHECK_EQUAL(pending(store, "crm").leads.size(), 1u);
}
