#define CAF_SUITE store_outbox
#include <caf/test/unit_test.hpp>

#include "store/outbox.hpp"

#include "store/erasure.hpp"

using namespace leadmill;

namespace {

std::vector<outbox_route> one_route() {
  return {
      {"crm", {event_kind::leads_saved, event_kind::job_started}, false, true}};
}

} // namespace

CAF_TEST(no leads are no entry) {
  CAF_CHECK(entries_of(one_route(), job{}, 4, 3).empty());
  CAF_CHECK_EQUAL(entries_of(one_route(), job{}, 4, 4).size(), 1u);
}

CAF_TEST(only the first start is told) {
  job state;
  state.phase = job_phase::running;
  state.attempt = 1;
  CAF_CHECK_EQUAL(
      entries_of(one_route(), state, 0, 0, job_phase::queued).size(), 1u);
  state.attempt = 2;
  CAF_CHECK(entries_of(one_route(), state, 0, 0, job_phase::queued).empty());
}

CAF_TEST(a lead that was erased goes nowhere) {
  lead_result lead;
  CAF_CHECK(goes_out(lead, {lead_status::saved}));
  CAF_CHECK(!goes_out(lead, {lead_status::filtered}));
  CAF_CHECK(!goes_out(erased(lead), {lead_status::saved}));
  CAF_CHECK(!goes_out(erased_row(0), {lead_status::filtered}));
}
