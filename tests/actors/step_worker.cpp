#define CAF_SUITE actors_step_worker
#include "actors/step_worker.hpp"

#include "tests/actors/system.hpp"

using namespace leadmill;

namespace {

struct fixture : leadmill::testing::system_fixture {
  step_worker_actor worker =
      sys.spawn(step_worker, leadmill::testing::make_pipeline(),
                [] { return unix_ms{1}; });
};

} // namespace

CAF_TEST_FIXTURE_SCOPE(step_worker_tests, fixture)

CAF_TEST(it answers with one result per row in their order) {
  work_slice slice;
  slice.rows = {{4, R"({"Email":"a@example.com"})"},
                {7, R"({"Phone":"(212) 555-0123"})"}};
  auto worked = ask<worked_slice>(worker, slice);
  CAF_REQUIRE(worked);
  CAF_REQUIRE_EQUAL(worked->leads->leads.size(), 2u);
  CAF_CHECK_EQUAL(worked->leads->leads[0].row, 4u);
  CAF_CHECK_EQUAL(worked->leads->leads[1].row, 7u);
  CAF_CHECK(worked->leads->leads[1].fields.find("+12125550123")
            != std::string::npos);
}

CAF_TEST(it runs only the steps that were asked for) {
  work_slice slice;
  slice.rows = {{0, R"({"Email":"a@example.com"})"}};
  slice.steps = {"email"};
  auto worked = ask<worked_slice>(worker, slice);
  CAF_REQUIRE(worked);
  // The gatekeeper would have stopped a lead without a phone.
  CAF_CHECK(worked->leads->leads[0].status == lead_status::saved);
}

CAF_TEST_FIXTURE_SCOPE_END()
