#define CAF_SUITE cli_stored_state
#include "cli/stored_state.hpp"

#include <caf/test/unit_test.hpp>

#include "store/memory_store.hpp"

using namespace leadmill;

CAF_TEST(the jobs of a store are there in their order) {
  memory_store store;
  auto reader = store.make_reader();
  CAF_CHECK(read_state(*reader).value().open.empty());
  unix_ms now = 1'767'225'600'000;
  auto accept = [&](const std::string& id) {
    job_draft draft;
    draft.id = "enrichment-1767225600000-" + id;
    draft.rows = {"{}"};
    store.writer().commit({accept_job{draft}}, ++now).value().at(0).value();
    return draft.id;
  };
  auto a = accept("a"), b = accept("b"), c = accept("c");
  for (const auto& id : {c, a})
    store.writer().commit({cancel_job{id}}, ++now).value();
  auto state = read_state(*reader).value();
  CAF_REQUIRE_EQUAL(state.open.size(), 1u);
  CAF_CHECK_EQUAL(state.open[0].id, b);
  CAF_REQUIRE_EQUAL(state.ended.size(), 2u);
  CAF_CHECK_EQUAL(state.ended[0].id, c);
  CAF_CHECK_EQUAL(state.ended[1].id, a);
  CAF_CHECK_EQUAL(state.seq, 5u);
}
