// What the end of an attempt makes of a job beside its phase, for which
// transition.cpp has the table.
#define CAF_SUITE store_attempt_end
#include "store/attempt_end.hpp"

#include <caf/test/unit_test.hpp>

#include <string>

using namespace leadmill;

namespace {

constexpr unix_ms later = 2000;
constexpr const char* id = "enrichment-1767225600000-a";

/// At attempt 2, with one failure of 4.
job at(job_phase phase, job_type type = job_type::enrichment) {
  job out;
  out.id = id;
  out.type = type;
  out.phase = phase;
  out.attempt = 2;
  out.failures = 1;
  out.progress = {2, 2};
  out.counts = {1, 0, 1};
  out.started_at = 1000;
  return out;
}

end_attempt ends(attempt_end how, unix_ms retry_at = later + 1) {
  return {{id, 2}, how, "It broke", "broken", retry_at};
}

outcome<decision> decide_on(const change& what, const job* current) {
  return decide(what, current, nullptr, later);
}

} // namespace

CAF_TEST(the last failure that is allowed fails the job with its reason) {
  auto current = at(job_phase::running);
  current.failures = 2;
  auto next = decide_on(ends(attempt_end::failed), &current);
  CAF_CHECK(next.value().state.phase == job_phase::retrying);
  CAF_CHECK_EQUAL(next->state.failures, 3u);
  CAF_CHECK_EQUAL(next->reason, "It broke");
  current.failures = 3;
  next = decide_on(ends(attempt_end::failed), &current);
  CAF_CHECK(next.value().state.phase == job_phase::failed);
  CAF_CHECK_EQUAL(next->state.failures, 4u);
  CAF_CHECK_EQUAL(next->state.error, "It broke");
  CAF_CHECK_EQUAL(next->state.code, "broken");
}

CAF_TEST(a failed attempt waits for its time and not for one that has passed) {
  auto current = at(job_phase::running);
  auto next = decide_on(ends(attempt_end::failed, later + 7), &current);
  CAF_CHECK(next.value().state.phase == job_phase::retrying);
  CAF_CHECK_EQUAL(next->state.run_at, later + 7);
  for (unix_ms past : {unix_ms{0}, later - 1, later}) {
    next = decide_on(ends(attempt_end::failed, past), &current);
    CAF_CHECK(next.value().state.phase == job_phase::queued);
    CAF_CHECK_EQUAL(next->state.run_at, 0);
    CAF_CHECK_EQUAL(next->state.failures, 2u);
  }
}

CAF_TEST(giving up fails the job whatever tries are left and counts none) {
  auto current = at(job_phase::running);
  auto next = decide_on(ends(attempt_end::given_up), &current);
  CAF_CHECK(next.value().state.phase == job_phase::failed);
  CAF_CHECK_EQUAL(next->state.failures, 1u);
  CAF_CHECK_EQUAL(next->state.error, "It broke");
  CAF_CHECK_EQUAL(next->state.code, "broken");
}

CAF_TEST(three deaths in a row without a saved row quarantine the job) {
  auto current = at(job_phase::queued);
  for (std::uint32_t n = 1; n <= max_deaths_in_a_row; ++n) {
    current =
        decide_on(begin_attempt{id, current.attempt, "x"}, &current)->state;
    auto next =
        decide_on(end_attempt{{id, current.attempt}, attempt_end::died, "", ""},
                  &current);
    current = next.value().state;
    CAF_CHECK_EQUAL(current.deaths, n);
    CAF_CHECK_EQUAL(current.failures, 1u);
    CAF_CHECK(
        current.phase
        == (n < max_deaths_in_a_row ? job_phase::queued : job_phase::failed));
  }
  CAF_CHECK_EQUAL(current.code, "quarantined");
  CAF_CHECK(current.error.find("3 times") != std::string::npos);
  auto again = decide_on(retry_job{id}, &current);
  CAF_CHECK_EQUAL(again.value().state.deaths, 0u);
}

CAF_TEST(a row that was saved resets the count of deaths) {
  auto current = at(job_phase::running);
  current.deaths = 2;
  auto saved = with_saved(current, {1, 0, 0});
  CAF_CHECK_EQUAL(saved.deaths, 0u);
  CAF_CHECK(with_saved(current, {}) == current);
  auto died = decide_on(ends(attempt_end::died), &saved);
  CAF_CHECK(died.value().state.phase == job_phase::queued);
  CAF_CHECK_EQUAL(died->state.deaths, 0u);
  // What the attempt before has saved does not count for the next one.
  auto next = decide_on(begin_attempt{id, 2, "x"}, &died->state);
  CAF_CHECK(!next.value().state.saved_since_start);
  died =
      decide_on(end_attempt{{id, 3}, attempt_end::died, "", ""}, &next->state);
  CAF_CHECK_EQUAL(died.value().state.deaths, 1u);
}

CAF_TEST(a scraping job completes when all that is wanted is read) {
  auto current = at(job_phase::running, job_type::scraping);
  current.progress = {3, 10};
  auto complete = [&](const scrape_progress& so_far) {
    return decide_end(ends(attempt_end::completed), &current, &so_far, later);
  };
  scrape_progress so_far;
  so_far.plan.max_pages = 10;
  so_far.plan.max_results = 100;
  so_far.pages = 3;
  so_far.rows = 99;
  auto refused = complete(so_far);
  CAF_REQUIRE(!refused);
  CAF_CHECK(refused.error().code == errc::conflict);
  CAF_CHECK(refused.error().detail.find("Page 4") != std::string::npos);
  for (auto wanted : {+[](scrape_progress& s) { s.last = true; },
                      +[](scrape_progress& s) { s.pages = 10; },
                      +[](scrape_progress& s) { s.rows = 100; },
                      +[](scrape_progress& s) { s.rows = 101; }}) {
    auto read = so_far;
    wanted(read);
    auto next = complete(read);
    CAF_CHECK(next.value().state.phase == job_phase::done);
    CAF_CHECK(next->state.progress == current.progress);
  }
  current.phase = job_phase::cancelling;
  so_far.last = true;
  CAF_CHECK(complete(so_far).error().code == errc::stale);
}

CAF_TEST(every other end of a scraping job asks for no page) {
  auto current = at(job_phase::running, job_type::scraping);
  auto phase_after = [&](attempt_end how) {
    return decide_end(ends(how), &current, nullptr, later).value().state.phase;
  };
  CAF_CHECK(phase_after(attempt_end::failed) == job_phase::retrying);
  CAF_CHECK(phase_after(attempt_end::released) == job_phase::queued);
  CAF_CHECK(phase_after(attempt_end::died) == job_phase::queued);
  CAF_CHECK(phase_after(attempt_end::given_up) == job_phase::failed);
}
