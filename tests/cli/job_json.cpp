#define CAF_SUITE cli_job_json
#include "cli/job_json.hpp"

#include <memory>

#include <caf/test/unit_test.hpp>

#include "config/limits.hpp"
#include "messages/json.hpp"
#include "messages/scrape_request.hpp"
#include "messages/steering.hpp"
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
  j.priority = job_priority::low;
  j.run_at = j.created_at + 3;
  j.timeout_s = 3'600;
  j.after = "scraping-1767225600000-a";
  j.policy = after_policy::always;
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
  auto reused = parse_problem_answer(R"({"error":"Another body"})", 422);
  CAF_CHECK(reused.code == errc::key_reused);
  auto odd = parse_problem_answer("<html>", 502);
  CAF_CHECK(odd.code == errc::unavailable);
  CAF_CHECK(odd.detail.find("502") != std::string::npos);
}

CAF_TEST(a limit that is reached is told in full) {
  for (auto code : {errc::daily_limit, errc::monthly_limit}) {
    auto body = to_problem_json({code, "people may be read 5 times a day", {}},
                                429, "Too Many Requests", to_string(code), "/");
    auto what = parse_problem_answer(body, 429);
    CAF_CHECK(what.code == code);
    CAF_CHECK_EQUAL(what.detail, "people may be read 5 times a day");
  }
  CAF_CHECK(parse_problem_answer(R"({"error":"full"})", 429).code
            == errc::too_many);
  CAF_CHECK(parse_problem_answer("[]", 429).code == errc::too_many);
}

namespace {

constexpr unix_ms now = 1'767'225'600'000;

job_draft through_request(const job_draft& draft) {
  auto rules = limits::rules_for_requests({"phone"});
  rules.outputs = {"crm"};
  auto back = parse_enrich_request(to_request_json(draft), rules, now);
  CAF_REQUIRE(back.has_value());
  return *back;
}

} // namespace

CAF_TEST(a draft survives being a request) {
  job_draft draft;
  draft.headers = {"Name"};
  draft.rows = {R"({"Name":"A \"B\""})", "{}"};
  draft.tags = {"file-1"};
  draft.steps = {"phone"};
  draft.outputs = {"crm"};
  draft.metadata = R"({"fileName":"x"})";
  draft.priority = job_priority::high;
  draft.max_attempts = 2;
  draft.run_at = now + 1;
  draft.timeout_s = 60;
  draft.after = "scraping-1767225600000-a";
  draft.policy = after_policy::failure;
  auto back = through_request(draft);
  CAF_CHECK(back.headers == draft.headers);
  CAF_CHECK(back.rows == draft.rows);
  CAF_CHECK(back.tags == draft.tags);
  CAF_CHECK(back.steps == draft.steps);
  CAF_CHECK(back.outputs == draft.outputs);
  CAF_CHECK_EQUAL(back.metadata, draft.metadata);
  CAF_CHECK(back.priority == draft.priority);
  CAF_CHECK_EQUAL(back.max_attempts, 2u);
  CAF_CHECK_EQUAL(back.run_at, draft.run_at);
  CAF_CHECK_EQUAL(back.timeout_s, 60u);
  CAF_CHECK_EQUAL(back.after, draft.after);
  CAF_CHECK(back.policy == after_policy::failure && !back.takes_rows);
}

CAF_TEST(a draft that takes rows or is delayed survives too) {
  job_draft draft;
  draft.takes_rows = true;
  draft.after = "scraping-1767225600000-a";
  draft.delay_s = 60;
  auto back = through_request(draft);
  CAF_CHECK(back.takes_rows && back.rows.empty());
  CAF_CHECK_EQUAL(back.after, draft.after);
  CAF_CHECK_EQUAL(back.delay_s, 60u);
}

CAF_TEST(a search survives being a request) {
  // On the stack g++ 12 takes its optional part for uninitialized.
  auto held = std::make_unique<job_draft>();
  auto& draft = *held;
  draft.type = job_type::scraping;
  auto& plan = draft.scrape.emplace();
  plan.source = "people";
  plan.params = R"({"title":"CEO"})";
  plan.max_pages = 7;
  plan.max_results = 8;
  draft.tags = {"search-1"};
  draft.metadata = R"({"source":"people"})";
  draft.max_attempts = 2;
  draft.timeout_s = 60;
  auto& next = draft.then.emplace_back();
  next.takes_rows = true;
  next.tags = {"next"};
  next.steps = {"phone"};
  next.metadata = R"({"a":1})";
  next.priority = job_priority::low;
  auto rules = limits::rules_for_requests({"phone"});
  rules.sources = {"people"};
  auto back = parse_scrape_request(to_request_json(draft), rules, now);
  CAF_REQUIRE(back.has_value());
  CAF_CHECK(back->type == job_type::scraping);
  CAF_CHECK(back->scrape == draft.scrape);
  CAF_CHECK(back->tags == draft.tags);
  CAF_CHECK_EQUAL(back->metadata, draft.metadata);
  CAF_CHECK_EQUAL(back->max_attempts, 2u);
  CAF_CHECK_EQUAL(back->timeout_s, 60u);
  CAF_REQUIRE_EQUAL(back->then.size(), 1u);
  CAF_CHECK(back->then[0].tags == next.tags);
  CAF_CHECK(back->then[0].steps == next.steps);
  CAF_CHECK_EQUAL(back->then[0].metadata, next.metadata);
  CAF_CHECK(back->then[0].priority == job_priority::low);
  CAF_CHECK(back->then[0].takes_rows);
}

CAF_TEST(a filter survives being a request) {
  bulk_request what;
  what.dry_run = true;
  what.filter.status = job_status::failed;
  what.filter.type = job_type::scraping;
  what.filter.tag = "a \"b\"";
  what.filter.text = "q";
  what.filter.from = now;
  what.filter.to = now + 1;
  auto rules = limits::rules_for_requests({});
  auto back = parse_steer_request(to_request_json(what), rules);
  CAF_REQUIRE(back.has_value());
  CAF_CHECK(back->job.empty() && back->dry_run);
  CAF_CHECK(back->filter.status == what.filter.status);
  CAF_CHECK(back->filter.type == what.filter.type);
  CAF_CHECK_EQUAL(back->filter.tag, what.filter.tag);
  CAF_CHECK_EQUAL(back->filter.text, "q");
  CAF_CHECK_EQUAL(back->filter.from, now);
  CAF_CHECK_EQUAL(back->filter.to, now + 1);
  CAF_CHECK(parse_steer_request(to_request_json(bulk_request{}), rules));
}

CAF_TEST(a key that is missing is told with the way to give it) {
  auto refused = parse_problem_answer(
      "{\"error\":\"This call needs the event key\"}", 401);
  CAF_CHECK_EQUAL(refused.detail,
                  "This call needs the event key. Set LEADMILL_EVENT_KEY to "
                  "that of the server.");
}
