#define CAF_SUITE actors_janitor
#include "actors/janitor.hpp"

#include "tests/actors/supervised.hpp"

using namespace leadmill;
using namespace std::chrono_literals;

namespace {

struct fixture : leadmill::testing::supervised_fixture {
  ~fixture() { kill(sweeper); }

  void keep_for(std::uint32_t days) {
    janitor_options options;
    options.store = status;
    options.retention_days = days;
    options.now = [this] { return now; };
    sweeper = sys.spawn(janitor, options);
    consume_messages();
  }

  std::size_t job_count() {
    return ask<job_page>(status, job_query{})->jobs.size();
  }

  ticking_actor sweeper;
};

constexpr unix_ms day = 24 * 60 * 60 * 1'000;

} // namespace

CAF_TEST_FIXTURE_SCOPE(janitor_tests, fixture)

CAF_TEST(jobs that ended long ago are removed and others stay) {
  auto old = submit(), open = submit();
  complete(old);
  now += 5 * day;
  auto recent = submit();
  complete(recent);
  now += 3 * day;
  keep_for(7);
  pass(60s);
  CAF_CHECK_EQUAL(job_count(), 2u);
  CAF_CHECK(!ask<job>(status, get_job{old.id}));
  CAF_CHECK(phase_of(open) == job_phase::running);
  now += 5 * day;
  pass(3'599s);
  CAF_CHECK_EQUAL(job_count(), 2u);
  pass(1s);
  CAF_CHECK_EQUAL(job_count(), 1u);
}

CAF_TEST(without a retention nothing is removed but the rest is tidied) {
  complete(submit());
  now += 4'000 * day;
  keep_for(0);
  pass(60s);
  CAF_CHECK_EQUAL(job_count(), 1u);
  CAF_CHECK(disk.purges > 0);
}

CAF_TEST(who follows the jobs is told of each that was removed) {
  auto old = submit();
  complete(old);
  now += 10 * day;
  published.clear();
  keep_for(7);
  pass(60s);
  CAF_REQUIRE_EQUAL(published.size(), 1u);
  auto* removed = std::get_if<live_removed>(&published[0]);
  CAF_REQUIRE(removed != nullptr);
  CAF_CHECK_EQUAL(removed->id, old.id);
  CAF_CHECK(removed->seq > old.seq);
}

CAF_TEST(a removal that fails is tried again the next time) {
  complete(submit());
  now += 10 * day;
  keep_for(7);
  disk.failure = problem{errc::unavailable, "disk full", {}};
  pass(60s);
  disk.failure.reset();
  CAF_CHECK_EQUAL(job_count(), 1u);
  pass(3'600s);
  CAF_CHECK_EQUAL(job_count(), 0u);
}

CAF_TEST_FIXTURE_SCOPE_END()
