#define CAF_SUITE config_limits
#include "config/limits.hpp"

#include <caf/test/unit_test.hpp>

using namespace leadmill;

CAF_TEST(the bounds are the ones that clients were told) {
  CAF_CHECK_EQUAL(limits::max_rows_per_job, 10'000u);
  CAF_CHECK_EQUAL(limits::body_bytes, 33'554'432u);
  CAF_CHECK_EQUAL(limits::header_bytes, 16'384u);
  CAF_CHECK_EQUAL(limits::metadata_bytes, 16'384u);
  CAF_CHECK_EQUAL(limits::heartbeat_seconds.count(), 20);
  CAF_CHECK_EQUAL(limits::recently_ended_jobs, 1'000u);
  CAF_CHECK_EQUAL(limits::snapshot_frame_jobs, 500u);
  CAF_CHECK_EQUAL(limits::max_waiting_jobs, 200'000u);
  CAF_CHECK_EQUAL(limits::starts_before_lower, 8u);
  CAF_CHECK_EQUAL(limits::large_job_rows, 1'000u);
  CAF_CHECK_EQUAL(limits::large_job_pages, 10u);
}

CAF_TEST(requests are held to the bounds and to the given steps) {
  auto rules = limits::rules_for_requests({"email"});
  CAF_CHECK_EQUAL(rules.max_rows, limits::max_rows_per_job);
  CAF_CHECK_EQUAL(rules.max_metadata_bytes, limits::metadata_bytes);
  CAF_CHECK_EQUAL(rules.max_tags, limits::max_tags);
  CAF_CHECK_EQUAL(rules.max_tag_bytes, limits::tag_bytes);
  CAF_CHECK_EQUAL(rules.max_attempts, 20u);
  CAF_CHECK_EQUAL(rules.max_delay_s, 31'536'000u);
  CAF_CHECK_EQUAL(rules.max_ahead_ms, 315'619'200'000); // ten years
  CAF_CHECK_EQUAL(rules.max_timeout_s, 604'800u);
  CAF_CHECK_EQUAL(rules.keep_days, 30u);
  CAF_CHECK_EQUAL(rules.max_keep_days, 365u);
  CAF_REQUIRE_EQUAL(rules.steps.size(), 1u);
  CAF_CHECK_EQUAL(rules.steps[0], "email");
}
