#define CAF_SUITE net_read_jobs
#include "net/read_jobs.hpp"

#include <caf/test/unit_test.hpp>
#include <nlohmann/json.hpp>

#include "tests/net/support/api_site.hpp"
#include "tests/support/copy.hpp"

using namespace leadmill;
using namespace leadmill::test;
using nlohmann::json;

CAF_TEST_FIXTURE_SCOPE(read_jobs_tests, api_site)

CAF_TEST(one job is answered by its id) {
  auto out = get("/api/jobs/status?jobId=" + job_id(7));
  CAF_CHECK_EQUAL(out.status, 200);
  auto body = json::parse(out.body);
  CAF_CHECK_EQUAL(body.at("success"), true);
  CAF_CHECK_EQUAL(body.at("job").at("jobId"), job_id(7));
}

CAF_TEST(jobs are listed in pages) {
  auto out = get("/api/jobs/status");
  auto body = json::parse(out.body);
  CAF_CHECK_EQUAL(out.status, 200);
  CAF_CHECK_EQUAL(body.at("count"), 2);
  CAF_CHECK_EQUAL(body.at("jobs").size(), 2u);
  CAF_CHECK_EQUAL(body.at("nextCursor"), "more");
}

CAF_TEST(an id that is none is refused wherever it is asked for) {
  for (std::string path :
       {"/api/jobs/status", "/api/jobs/results", "/api/jobs/log"})
    for (auto bad : {"", "x", "../../etc/passwd", "%2e%2e%2fetc%2fpasswd",
                     "enrichment-1-a"})
      refusal_of(get(path + "?jobId=" + bad));
  refusal_of(get("/api/jobs/results"));
  refusal_of(get("/api/jobs/log"));
}

CAF_TEST(results are asked for as the query says) {
  auto out = get("/api/jobs/results?jobId=" + job_id(1)
                 + "&limit=5&cursor=10&status=saved&format=csv");
  CAF_CHECK_EQUAL(out.status, 200);
  CAF_CHECK_EQUAL(out.fields["content-type"], "text/csv; charset=utf-8");
  CAF_CHECK_EQUAL(out.fields["content-disposition"],
                  "attachment; filename=\"" + job_id(1) + ".csv\"");
  get("/api/jobs/results?jobId=" + job_id(1) + "&since=9&format=ndjson");
  here.bridge().with([](auto& m) {
    auto& first = m.result_queries.at(0);
    CAF_CHECK_EQUAL(first.limit, 5u);
    CAF_CHECK_EQUAL(first.from_row, 10u);
    CAF_CHECK(first.status == lead_status::saved);
    CAF_CHECK(first.format == result_format::csv);
    CAF_CHECK(!first.since);
    CAF_CHECK_EQUAL(m.result_queries.at(1).since.value(), 9u);
    CAF_CHECK_EQUAL(m.result_queries.at(1).limit, 0u);
  });
}

CAF_TEST(what happened to a job is told in order) {
  auto body = body_of(get("/api/jobs/log?jobId=" + job_id(4)));
  CAF_CHECK_EQUAL(body.at("jobId"), job_id(4));
  CAF_CHECK_EQUAL(body.at("log").at(0).at("to"), "queued");
  refuse(errc::not_found, "Job not found");
  CAF_CHECK_EQUAL(refusal_of(get("/api/jobs/log?jobId=" + job_id(4)), 404),
                  "Job not found");
}

CAF_TEST(statistics say what is paused too) {
  auto body = body_of(get("/api/stats"));
  CAF_CHECK_EQUAL(body.at("types").size(), 2u);
  CAF_CHECK_EQUAL(body.at("types").at("scraping").at("byStatus").at("failed"),
                  0);
  CAF_CHECK_EQUAL(body.at("paused"),
                  json::parse(R"({"enrichment":false,"scraping":true})"));
  refuse(errc::unavailable);
  refusal_of(get("/api/stats"), 503);
}

CAF_TEST(usage is told for all that are configured) {
  here.bridge().with([](auto& m) {
    m.usage.entries = {{"gone", 1, 1, 0, 0},
                       {"lookup", 30, 40, 15'000, 20'000}};
  });
  auto usage = body_of(get("/api/settings/usage")).at("usage");
  CAF_REQUIRE_EQUAL(usage.size(), 3u);
  CAF_CHECK_EQUAL(usage[0],
                  json::parse(R"({"name":"lookup","kind":"provider","today":30,
      "thisMonth":40,"costToday":0.015,"costThisMonth":0.02,"dailyLimit":100,
      "remainingToday":70})"));
  CAF_CHECK_EQUAL(usage[1].at("name"), "people");
  CAF_CHECK_EQUAL(usage[1].at("kind"), "source");
  CAF_CHECK_EQUAL(usage[2].at("name"), "gone");
  refuse(errc::unavailable);
  refusal_of(get("/api/settings/usage"), 503);
  refusal_of(post_json("/api/settings/usage", "{}"), 405);
}

CAF_TEST_FIXTURE_SCOPE_END()
