#define CAF_SUITE store_new_job
#include "store/new_job.hpp"

#include <caf/test/unit_test.hpp>

using namespace leadmill;

namespace {

job_draft full() {
  job_draft out;
  out.type = job_type::scraping;
  out.id = "scraping-1767225600000-a";
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
