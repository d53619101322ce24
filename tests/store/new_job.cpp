#define CAF_SUITE store_new_job
#include "store/new_job.hpp"

#include <caf/test/unit_test.hpp>

using namespace leadmill;

namespace {

job_draft full() {
  job_draft out;
  out.id = "enrichment-1767225600000-a";
  out.max_attempts = 3;
  out.priority = job_priority::high;
  out.run_at = 5000;
  out.timeout_s = 60;
  out.after = "scraping-1767225600000-b";
  out.policy = after_policy::failure;
  out.tags = {"red"};
  out.steps = {"email"};
  out.metadata = R"({"a":1})";
  out.rows = {"{}", "{}"};
  return out;
}

} // namespace

CAF_TEST(everything that was asked for stands in the job) {
  auto draft = full();
  auto made = new_job(draft, 1000);
  job expected;
  expected.type = draft.type;
  expected.id = draft.id;
  expected.max_attempts = 3;
  expected.priority = job_priority::high;
  expected.created_at = 1000;
  expected.run_at = 5000;
  expected.timeout_s = 60;
  expected.after = draft.after;
  expected.policy = after_policy::failure;
  expected.progress = {0, 2};
  expected.tags = draft.tags;
  expected.steps = draft.steps;
  expected.metadata = draft.metadata;
  CAF_CHECK(made.value() == expected);
}

CAF_TEST(a scraping job is as long as the pages that it may read) {
  job_draft draft;
  draft.type = job_type::scraping;
  draft.id = "scraping-1767225600000-a";
  draft.scrape = scrape_plan{"directory", "{}", 7, 250};
  auto made = new_job(draft, 1000);
  CAF_CHECK(made.value().type == job_type::scraping);
  CAF_CHECK(made->progress == (job_progress{0, 7}));
}

CAF_TEST(what follows a scraping job waits for it and takes its rows) {
  auto draft = full();
  draft.then.resize(1);
  draft.then[0].id = "enrichment-1767225600000-c";
  draft.then[0].repeat = {"key", "digest"};
  draft.then[0].policy = after_policy::always;
  draft.then[0].delay_s = 9;
  auto then = then_of(draft);
  CAF_CHECK_EQUAL(then.id, draft.then[0].id);
  CAF_CHECK_EQUAL(then.after, draft.id);
  CAF_CHECK(then.takes_rows);
  CAF_CHECK(then.repeat == idempotency{});
  CAF_CHECK(then.policy == after_policy::always);
  CAF_CHECK_EQUAL(then.delay_s, 9u);
}

CAF_TEST(a delay counts from the acceptance) {
  auto draft = full();
  draft.run_at = 0;
  draft.delay_s = 0xffffffff;
  auto made = new_job(draft, 1000);
  CAF_CHECK_EQUAL(made.value().run_at, unix_ms{4294967295} * 1000 + 1000);
}

CAF_TEST(a draft that no store can keep is refused) {
  auto refused = [](auto spoil) {
    auto draft = full();
    spoil(draft);
    auto made = new_job(draft, 1000);
    return !made && made.error().code == errc::invalid_argument
           && !made.error().detail.empty();
  };
  CAF_CHECK(!refused([](auto&) {}));
  CAF_CHECK(refused([](auto& d) { d.id.clear(); }));
  CAF_CHECK(refused([](auto& d) { d.after = d.id; }));
  CAF_CHECK(refused([](auto& d) { d.rows[1] = "{\n}"; }));
  CAF_CHECK(refused([](auto& d) { d.takes_rows = true; }));
  CAF_CHECK(!refused([](auto& d) {
    d.takes_rows = true;
    d.rows.clear();
  }));
  CAF_CHECK(refused([](auto& d) {
    d.takes_rows = true;
    d.rows.clear();
    d.after.clear();
  }));
}

CAF_TEST(a draft that mixes scraping and enrichment is refused) {
  auto refused = [](auto spoil) {
    job_draft draft;
    draft.type = job_type::scraping;
    draft.id = "scraping-1767225600000-a";
    draft.scrape = scrape_plan{};
    draft.then.resize(1);
    draft.then[0].id = "enrichment-1767225600000-c";
    spoil(draft);
    auto made = new_job(draft, 1000);
    return !made && made.error().code == errc::invalid_argument
           && !made.error().detail.empty();
  };
  CAF_CHECK(!refused([](auto&) {}));
  CAF_CHECK(!refused([](auto& d) { d.then.clear(); }));
  CAF_CHECK(refused([](auto& d) { d.scrape.reset(); }));
  CAF_CHECK(refused([](auto& d) { d.type = job_type::enrichment; }));
  CAF_CHECK(refused([](auto& d) { d.rows = {"{}"}; }));
  CAF_CHECK(refused([](auto& d) {
    d.after = "scraping-1767225600000-b";
    d.takes_rows = true;
  }));
  CAF_CHECK(refused([](auto& d) { d.then.resize(2, d.then[0]); }));
  CAF_CHECK(refused([](auto& d) { d.then[0].type = job_type::scraping; }));
  CAF_CHECK(refused([](auto& d) { d.then[0].then.resize(1); }));
  CAF_CHECK(refused([](auto& d) { d.then[0].id.clear(); }));
  CAF_CHECK(refused([](auto& d) {
    d.type = job_type::enrichment;
    d.scrape.reset();
  }));
}
