#define CAF_SUITE net_steer_jobs
#include "net/steer_jobs.hpp"

#include <caf/test/unit_test.hpp>
#include <nlohmann/json.hpp>

#include "tests/net/support/api_site.hpp"
#include "tests/support/copy.hpp"

using namespace leadmill;
using namespace leadmill::test;
using nlohmann::json;

CAF_TEST_FIXTURE_SCOPE(steer_jobs_tests, api_site)

CAF_TEST(one job is cancelled or run again by its id) {
  auto id = R"({"jobId":")" + job_id(1) + "\"}";
  auto body = body_of(post_json("/api/jobs/cancel", id));
  CAF_CHECK_EQUAL(body.at("job").at("jobId"), job_id(1));
  body = body_of(post_json("/api/jobs/retry", id));
  CAF_CHECK_EQUAL(body.at("job").at("jobId"), job_id(1));
  here.bridge().with([](auto& m) {
    CAF_CHECK(m.cancelled == std::vector{job_id(1)});
    CAF_CHECK(m.retried == std::vector{job_id(1)});
    CAF_CHECK(m.bulks.empty());
  });
}

CAF_TEST(many jobs are cancelled or run again by a filter) {
  auto filter =
      R"({"filter":{"status":"failed","tag":"t","from":"2026-01-01"}})";
  CAF_CHECK_EQUAL(body_of(post_json("/api/jobs/cancel", filter)),
                  json::parse(R"({"success":true,"count":7})"));
  body_of(post_json("/api/jobs/retry", R"({"filter":{}})"));
  here.bridge().with([](auto& m) {
    CAF_REQUIRE_EQUAL(m.bulks.size(), 2u);
    CAF_CHECK(m.bulks[0].action == bulk_action::cancel);
    CAF_CHECK(m.bulks[0].filter.status == job_status::failed);
    CAF_CHECK_EQUAL(m.bulks[0].filter.tag, "t");
    CAF_CHECK_EQUAL(m.bulks[0].filter.from, 1767225600000);
    CAF_CHECK(m.bulks[1].action == bulk_action::retry);
    CAF_CHECK(!m.bulks[0].dry_run && !m.bulks[1].dry_run);
    CAF_CHECK(m.cancelled.empty() && m.retried.empty());
  });
}

CAF_TEST(a dry run only counts) {
  CAF_CHECK_EQUAL(
      body_of(post_json("/api/jobs/retry", R"({"filter":{},"dryRun":true})")),
      json::parse(R"({"success":true,"count":7,"dryRun":true})"));
  here.bridge().with([](auto& m) { CAF_CHECK(m.bulks.at(0).dry_run); });
}

CAF_TEST(what names no jobs changes none) {
  for (std::string path : {"/api/jobs/cancel", "/api/jobs/retry"})
    for (auto bad : {"", "{}", "[]", R"({"jobId":1})", R"({"jobId":"../x"})",
                     R"({"jobId":""})", R"({"filter":{"state":"failed"}})",
                     R"({"filter":{},"dryrun":true})"})
      refusal_of(post_json(path, bad));
  CAF_CHECK_EQUAL(here.bridge().with([](auto& m) { return m.calls; }), 0u);
}

CAF_TEST(refusals of the actors keep their status) {
  auto id = R"({"jobId":")" + job_id(1) + "\"}";
  refuse(errc::conflict);
  refusal_of(post_json("/api/jobs/cancel", id), 409);
  refusal_of(post_json("/api/jobs/retry", id), 409);
  refuse(errc::not_found);
  refusal_of(post_json("/api/jobs/retry", id), 404);
  refuse(errc::unavailable);
  refusal_of(post_json("/api/jobs/cancel", R"({"filter":{}})"), 503);
  refusal_of(post_json("/api/jobs/pause", "{}"), 503);
}

CAF_TEST(all types or one are paused and resumed) {
  auto done = json::parse(R"({"success":true})");
  CAF_CHECK_EQUAL(body_of(post("/api/jobs/pause", "", "")), done);
  CAF_CHECK_EQUAL(
      body_of(post_json("/api/jobs/pause", R"({"type":"scraping"})")), done);
  CAF_CHECK_EQUAL(body_of(post_json("/api/jobs/resume", "{}")), done);
  CAF_CHECK_EQUAL(body_of(post("/api/jobs/resume", json_type, "")), done);
  here.bridge().with([](auto& m) {
    CAF_REQUIRE_EQUAL(m.pauses.size(), 4u);
    CAF_CHECK(m.pauses[0].paused && !m.pauses[0].type);
    CAF_CHECK(m.pauses[1].paused && m.pauses[1].type == job_type::scraping);
    CAF_CHECK(!m.pauses[2].paused && !m.pauses[2].type);
    CAF_CHECK(!m.pauses[3].paused);
  });
  refusal_of(post_json("/api/jobs/pause", R"({"type":"all"})"));
  refusal_of(post("/api/jobs/pause", "", "{}"), 415);
}

CAF_TEST(a page of another site cannot pause what asks for no key) {
  refusal_of(
      post("/api/jobs/pause", "Origin: https://evil.example.com\r\n", ""), 415);
  refusal_of(post("/api/jobs/cleanup", "Origin: null\r\n", ""), 415);
  CAF_CHECK_EQUAL(here.bridge().with([](auto& m) { return m.calls; }), 0u);
}

CAF_TEST(a steering body is small) {
  auto large = R"({"filter":{"tag":")" + std::string(70'000, 'x') + "\"}}";
  refusal_of(post_json("/api/jobs/cancel", large), 413);
}

CAF_TEST_FIXTURE_SCOPE_END()
