#define CAF_SUITE cli_job_factory
#include "cli/job_factory.hpp"

#include <set>

#include <caf/test/unit_test.hpp>

using namespace leadmill;

CAF_TEST(retries back off as configured) {
  config settings;
  settings.jobs.retry_base_seconds = 7;
  settings.jobs.retry_max_seconds = 90;
  auto policy = retry_of(settings);
  CAF_CHECK_EQUAL(policy.base_ms, 7'000);
  CAF_CHECK_EQUAL(policy.max_ms, 90'000);
}

CAF_TEST(random bits differ) {
  auto bits = make_entropy();
  std::set<std::uint64_t> seen;
  for (int i = 0; i < 100; ++i)
    seen.insert(bits());
  CAF_CHECK_EQUAL(seen.size(), 100u);
}

CAF_TEST(there are two workers on the smallest machine) {
  CAF_CHECK_GREATER_OR_EQUAL(core_count(), 2u);
}
