#define CAF_SUITE actors_recurring
#include "actors/recurring.hpp"

#include "tests/actors/supervised.hpp"

using namespace leadmill;
using leadmill::testing::make_draft;
using namespace std::chrono_literals;

namespace {

constexpr unix_ms minute = 60'000;

struct fixture : leadmill::testing::supervised_fixture {
  ~fixture() { kill(clockwork); }

  /// At every full minute.
  void start_recurring() {
    recurring_job every_minute;
    every_minute.name = "every-minute";
    every_minute.next = [](unix_ms after) -> std::optional<unix_ms> {
      return (after / minute + 1) * minute;
    };
    every_minute.make_draft = [this]() -> outcome<job_draft> {
      if (no_draft)
        return tl::make_unexpected(*no_draft);
      return make_draft(1);
    };
    recurring_options options;
    options.intake = door;
    options.jobs = {every_minute};
    options.now = [this] { return now; };
    options.on_start = [this](const std::string&, const outcome<job>& what) {
      if (!what)
        problems.push_back(what.error());
    };
    clockwork = sys.spawn(recurring, options);
    consume_messages();
  }

  std::size_t job_count() {
    return ask<job_page>(status, job_query{})->jobs.size();
  }

  ticking_actor clockwork;
  std::optional<problem> no_draft;
  std::vector<problem> problems;
};

} // namespace

CAF_TEST_FIXTURE_SCOPE(recurring_tests, fixture)

CAF_TEST(a job is submitted each time that its time comes) {
  start_recurring();
  CAF_CHECK_EQUAL(job_count(), 0u);
  pass(30s);
  CAF_CHECK_EQUAL(job_count(), 0u);
  pass(30s);
  CAF_CHECK_EQUAL(job_count(), 1u);
  pass(30s);
  pass(30s);
  CAF_CHECK_EQUAL(job_count(), 2u);
}

CAF_TEST(starts that passed while nobody looked are one) {
  start_recurring();
  now += 10 * minute;
  pass(30s);
  CAF_CHECK_EQUAL(job_count(), 1u);
}

CAF_TEST(a start that was submitted already happens once) {
  start_recurring();
  pass(30s);
  pass(30s);
  CAF_REQUIRE_EQUAL(job_count(), 1u);
  // The process comes back, and the clock was set back a little.
  kill(clockwork);
  now -= 5'000;
  start_recurring();
  pass(5s);
  CAF_CHECK_EQUAL(job_count(), 1u);
}

CAF_TEST(a start that cannot be submitted is tried again) {
  start_recurring();
  disk.failure = problem{errc::unavailable, "disk full", {}};
  pass(30s);
  pass(30s);
  CAF_CHECK_EQUAL(problems.size(), 1u);
  disk.failure.reset();
  CAF_CHECK_EQUAL(job_count(), 0u);
  pass(30s);
  CAF_CHECK_EQUAL(job_count(), 1u);
}

CAF_TEST(a start without a draft says why) {
  no_draft = problem{errc::not_found, "leads.csv is not there", {}};
  start_recurring();
  pass(30s);
  pass(30s);
  CAF_REQUIRE_EQUAL(problems.size(), 1u);
  CAF_CHECK_EQUAL(problems[0].detail, "leads.csv is not there");
  CAF_CHECK_EQUAL(job_count(), 0u);
}

CAF_TEST(a start that fails is told once and tried less and less often) {
  no_draft = problem{errc::not_found, "leads.csv is not there", {}};
  recurring_job daily;
  std::size_t tries = 0;
  daily.name = "daily";
  daily.next = [](unix_ms after) -> std::optional<unix_ms> {
    constexpr unix_ms day = 24 * 60 * minute;
    return (after / day + 1) * day;
  };
  daily.make_draft = [&]() -> outcome<job_draft> {
    ++tries;
    return tl::make_unexpected(*no_draft);
  };
  recurring_options options;
  options.intake = door;
  options.jobs = {daily};
  options.now = [this] { return now; };
  options.on_start = [this](const std::string&, const outcome<job>& what) {
    problems.push_back(what.error());
  };
  now += 24 * 60 * minute - 1'000;
  clockwork = sys.spawn(recurring, options);
  consume_messages();
  for (int i = 0; i < 120; ++i)
    pass(30s);
  CAF_CHECK_EQUAL(problems.size(), 1u);
  // An hour: 30 s, 60 s, ... and every ten minutes at last.
  CAF_CHECK(tries >= 6);
  CAF_CHECK(tries <= 12);
}

CAF_TEST(a clock that was far ahead at the start does not hold up starts) {
  now += 4 * 365 * 24 * 60 * minute;
  start_recurring();
  now -= 4 * 365 * 24 * 60 * minute;
  for (int i = 0; i < 4; ++i)
    pass(30s);
  CAF_CHECK(job_count() >= 1);
}

CAF_TEST_FIXTURE_SCOPE_END()
