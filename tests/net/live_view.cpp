#define CAF_SUITE net_live_view
#include "net/live_view.hpp"

#include <caf/test/unit_test.hpp>
#include <nlohmann/json.hpp>

#include "tests/net/support/live_source.hpp"
#include "tests/support/copy.hpp"

using namespace leadmill;
using namespace leadmill::test;
using nlohmann::json;

namespace {

const live_filter everything;

struct fixture {
  fixture() {
    for (std::uint64_t n = 1; n <= 4; ++n)
      source.commit(n, n % 2 == 1); // 2 and 4 have ended
    source.remove(9);               // 5
    source.commit(1);               // 6
    source.remove(8);               // 7
  }

  feed source;
};

} // namespace

CAF_TEST_FIXTURE_SCOPE(live_view_tests, fixture)

CAF_TEST(a full one holds all jobs and no removals) {
  auto view = source.snapshot();
  auto all = view->all(everything, {});
  CAF_CHECK(all->full);
  CAF_CHECK_EQUAL(all->jobs.size(), 4u);
  CAF_CHECK(all->removed.empty());
  live_filter open{true, {}};
  CAF_CHECK_EQUAL(view->all(open, {})->jobs.size(), 2u);
  live_filter other{false, job_type::scraping};
  CAF_CHECK(view->all(other, {})->jobs.empty());
}

CAF_TEST(who resumes is told what changed and what was removed since) {
  auto view = source.snapshot();
  auto since = view->all(everything, 4);
  CAF_CHECK(!since->full);
  CAF_REQUIRE_EQUAL(since->jobs.size(), 1u);
  CAF_CHECK_EQUAL(view->snapshot().jobs[since->jobs[0]].id, id(1));
  CAF_CHECK_EQUAL(since->removed.size(), 2u);
  CAF_CHECK_EQUAL(view->all(everything, 5)->removed.size(), 1u);
  auto none = view->all(everything, 7);
  CAF_CHECK(none->jobs.empty() && none->removed.empty());
  // Of open jobs alone: it is told of ends, since it may show them as open.
  CAF_CHECK_EQUAL(view->all({true, {}}, 3)->jobs.size(), 2u);
}

CAF_TEST(who knows too little or too much cannot resume) {
  auto view = source.snapshot();
  CAF_CHECK(view->can_resume(0));
  CAF_CHECK(view->can_resume(7));
  CAF_CHECK(!view->can_resume(8));
  CAF_CHECK(!view->can_resume(std::uint64_t{1} << 63));
  source.forget();
  view = source.snapshot();
  CAF_CHECK(!view->can_resume(6));
  CAF_CHECK(view->can_resume(7));
}

CAF_TEST(who asks the same is given the same) {
  auto view = source.snapshot();
  CAF_CHECK(view->all(everything, {}) == view->all(everything, {}));
  CAF_CHECK(view->all(everything, 0) != view->all(everything, {}));
  CAF_CHECK(view->all(everything, 0) != view->all(everything, 1));
  CAF_CHECK(view->all({true, {}}, 0) != view->all(everything, 0));
  auto all = view->all(everything, {});
  auto first = view->frame(*all, 0, 2);
  CAF_CHECK(view->frame(*all, 0, 2) == first);
  CAF_CHECK(view->frame(*all, 1, 2) != first);
}

CAF_TEST(a frame that nobody holds is made again) {
  auto view = source.snapshot();
  auto all = view->all(everything, {});
  auto text = *view->frame(*all, 0, 500);
  CAF_CHECK(all->frames[0].expired());
  CAF_CHECK_EQUAL(copy(*view->frame(*all, 0, 500)), text);
}

CAF_TEST(frames hold so many jobs and so many removals) {
  for (std::uint64_t n = 10; n < 15; ++n)
    source.remove(n);
  auto view = source.snapshot();
  auto since = view->all(everything, 0);
  CAF_CHECK_EQUAL(view->count_frames(*since, 2), 4u); // 4 jobs, 7 removals
  std::size_t jobs = 0, removed = 0;
  for (std::size_t i = 0; i < 4; ++i) {
    auto frame = json::parse(*view->frame(*since, i, 2));
    CAF_CHECK(frame.at("jobs").size() <= 2 && frame.at("removed").size() <= 2);
    CAF_CHECK_EQUAL(copy(frame.at("more")), i < 3);
    CAF_CHECK_EQUAL(copy(frame.at("full")), false);
    jobs += frame.at("jobs").size();
    removed += frame.at("removed").size();
  }
  CAF_CHECK_EQUAL(jobs, 4u);
  CAF_CHECK_EQUAL(removed, 7u);
  live_view empty{live_snapshot{}};
  auto none = empty.all(everything, {});
  CAF_CHECK_EQUAL(empty.count_frames(*none, 500), 1u);
  CAF_CHECK_EQUAL(copy(json::parse(*empty.frame(*none, 0, 500)).at("more")),
                  false);
}

CAF_TEST(jobs and removals are found by their ids) {
  auto view = source.snapshot();
  CAF_CHECK_EQUAL(view->snapshot().jobs[*view->find_job(id(3))].id, id(3));
  CAF_CHECK(!view->find_job(id(9)));
  CAF_CHECK(view->find_removed(id(9)).has_value());
  CAF_CHECK(!view->find_removed(id(3)));
}

CAF_TEST_FIXTURE_SCOPE_END()
