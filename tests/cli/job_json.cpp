#define CAF_SUITE cli_job_json
#include "cli/job_json.hpp"

#include <caf/test/unit_test.hpp>

#include "messages/json.hpp"
#include "messages/validate.hpp"

using namespace leadmill;

namespace {

job sample() {
  job j;
  j.id = "enrichment-1767225600000-k3x9f2a";
  j.phase = job_phase::failed;
  j.progress = {45, 100};
  j.counts = {44, 1, 0};
  j.attempt = 2;
  j.failures = 1;
  j.max_attempts = 3;
  j.seq = 1ull << 33;
  j.created_at = 1'767'225'600'123;
  j.started_at = j.created_at + 1;
  j.completed_at = j.created_at + 2;
  j.node = "local";
  j.error = "it broke";
  j.code = "attempt_failed";
  j.tags = {"a", "b"};
  j.metadata = R"({"k":1})";
  return j;
}

} // namespace

CAF_TEST(a job comes back from its JSON whole) {
  auto back =
      parse_job_answer(R"({"success":true,"job":)" + to_json(sample()) + "}");
  CAF_REQUIRE(back);
  CAF_CHECK(*back == sample());
}

CAF_TEST(a page of jobs comes back) {
  auto back =
      parse_jobs_answer(to_json(std::vector<job>{sample(), sample()}, "n7"));
  CAF_REQUIRE(back);
  CAF_CHECK_EQUAL(back->jobs.size(), 2u);
  CAF_CHECK_EQUAL(back->next_cursor, "n7");
}

CAF_TEST(what is no answer of Leadmill is refused) {
  for (auto body : {"", "{}", "[]", "<html>", R"({"job":1})",
                    R"({"job":{"jobId":"x"}})", R"({"jobs":[1]})"}) {
    CAF_CHECK(!parse_job_answer(body));
    CAF_CHECK(!parse_jobs_answer(body));
    CAF_CHECK(!parse_accepted_answer(body));
  }
}

CAF_TEST(a refusal is told in the words of the server) {
  auto what = parse_problem_answer(R"({"error":"Job not found"})", 404);
  CAF_CHECK(what.code == errc::not_found);
  CAF_CHECK_EQUAL(what.detail, "Job not found");
  auto odd = parse_problem_answer("<html>", 502);
  CAF_CHECK(odd.code == errc::unavailable);
  CAF_CHECK(odd.detail.find("502") != std::string::npos);
}

CAF_TEST(a draft survives being a request) {
  job_draft draft;
  draft.headers = {"Name"};
  draft.rows = {R"({"Name":"A \"B\""})", "{}"};
  draft.tags = {"file-1"};
  draft.metadata = R"({"fileName":"x"})";
  request_rules rules{10, 10, 1'000, 10, 100, {}};
  auto back = parse_enrich_request(to_request_json(draft), rules);
  CAF_REQUIRE(back);
  CAF_CHECK(back->headers == draft.headers);
  CAF_CHECK(back->rows == draft.rows);
  CAF_CHECK(back->tags == draft.tags);
  CAF_CHECK_EQUAL(back->metadata, draft.metadata);
}

CAF_TEST(a key that is missing is told with the way to give it) {
  auto refused = parse_problem_answer(
      "{\"error\":\"This call needs the event key\"}", 401);
  CAF_CHECK_EQUAL(refused.detail,
                  "This call needs the event key. Set LEADMILL_EVENT_KEY to "
                  "that of the server.");
}
