#define CAF_SUITE store_memory_outbox
#include <caf/test/unit_test.hpp>

#include "store/memory_outbox.hpp"

using namespace leadmill;

// The rest is in tests/store/conformance_outbox.cpp and
// tests/store/conformance_deliveries.cpp.
CAF_TEST(what a destination that is gone waited for holds no job) {
  memory_outbox box;
  box.routes = {{"crm", {event_kind::leads_saved}, false, true}};
  job state;
  state.id = "a";
  box.add_leads(state, 1, 2, 0);
  CAF_CHECK(box.holds("a"));
  CAF_CHECK(!box.holds("b"));
  box.routes.clear();
  CAF_CHECK(!box.holds("a"));
}
