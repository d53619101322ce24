#define CAF_SUITE actors_bulk
#include "actors/bulk.hpp"

#include "tests/actors/supervised.hpp"

using namespace leadmill;
using leadmill::testing::make_draft;
using namespace std::chrono_literals;

namespace {

struct fixture : leadmill::testing::supervised_fixture {
  fixture() {
    bulk_options options;
    options.store = status;
    options.supervisor = boss;
    options.page_jobs = 4;
    many = sys.spawn(bulk, options);
    consume_messages();
  }

  ~fixture() { kill(many); }

  std::uint64_t steer(bulk_action action, job_query filter = {},
                      bool dry_run = false) {
    return ask<std::uint64_t>(many, bulk_request{action, filter, dry_run})
        .value();
  }

  job submit_tagged(std::string tag) {
    auto draft = make_draft(2);
    draft.tags = {std::move(tag)};
    return submit(draft);
  }

  bulk_actor many;
};

} // namespace

CAF_TEST_FIXTURE_SCOPE(bulk_tests, fixture)

CAF_TEST(every job that the filter finds is cancelled and counted) {
  std::vector<job> red;
  for (int i = 0; i < 11; ++i)
    red.push_back(submit_tagged("red"));
  auto blue = submit_tagged("blue");
  job_query filter;
  filter.tag = "red";
  CAF_CHECK_EQUAL(steer(bulk_action::cancel, filter), 11u);
  for (const auto& j : red)
    CAF_CHECK(phase_of(j) == job_phase::cancelled);
  CAF_CHECK(phase_of(blue) == job_phase::running);
}

CAF_TEST(a dry run only counts) {
  auto a = submit(), b = submit(), c = submit();
  complete(a);
  CAF_CHECK_EQUAL(steer(bulk_action::cancel, {}, true), 2u);
  CAF_CHECK(phase_of(b) == job_phase::running);
  CAF_CHECK(phase_of(c) == job_phase::running);
}

CAF_TEST(nothing found is no mistake) {
  CAF_CHECK_EQUAL(steer(bulk_action::cancel), 0u);
  CAF_CHECK_EQUAL(steer(bulk_action::retry), 0u);
}

CAF_TEST(jobs that failed or were cancelled are retried and others are not) {
  auto failed = submit(), done = submit(), cancelled = submit();
  auto with_failures = submit(1);
  end(failed, attempt_end::given_up);
  complete(done);
  ask<job>(boss, cancel_job{cancelled.id});
  save_one(with_failures, 0, lead_status::failed);
  end(with_failures, attempt_end::completed);
  CAF_CHECK_EQUAL(steer(bulk_action::retry), 3u);
  CAF_CHECK(phase_of(done) == job_phase::done);
  for (const auto& j : {failed, cancelled, with_failures})
    CAF_CHECK(!is_terminal(phase_of(j)));
}

CAF_TEST(a disk that is full ends the run and is told) {
  auto a = submit();
  submit();
  disk.failure = problem{errc::unavailable, "disk full", {}};
  auto refused =
      ask<std::uint64_t>(many, bulk_request{bulk_action::cancel, {}, false});
  CAF_REQUIRE(!refused);
  CAF_CHECK(refused.error().code == errc::unavailable);
  CAF_CHECK(refused.error().detail.find("disk full") != std::string::npos);
  disk.failure.reset();
  CAF_CHECK(phase_of(a) == job_phase::running);
}

CAF_TEST_FIXTURE_SCOPE_END()
