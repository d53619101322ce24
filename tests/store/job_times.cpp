#define CAF_SUITE store_job_times
#include "store/job_times.hpp"

#include <caf/test/unit_test.hpp>

#include <algorithm>
#include <numeric>

using namespace leadmill;

CAF_TEST(quantiles are the nearest ranks) {
  CAF_CHECK(quantiles_of({}) == quantiles{});
  CAF_CHECK(quantiles_of({7}) == (quantiles{1, 7, 7, 7, 7}));
  CAF_CHECK(quantiles_of({9, 1}) == (quantiles{2, 1, 9, 9, 9}));
  std::vector<std::int64_t> hundred(100);
  std::iota(hundred.rbegin(), hundred.rend(), 1);
  CAF_CHECK(quantiles_of(hundred) == (quantiles{100, 50, 90, 99, 100}));
  hundred.push_back(1000);
  CAF_CHECK(quantiles_of(hundred) == (quantiles{101, 51, 91, 100, 1000}));
}

CAF_TEST(only jobs that started count and only those that ended have run) {
  job_times times;
  times.add(100, 0, 0);
  times.add(100, 0, 500);
  CAF_CHECK(times.waiting() == quantiles{});
  CAF_CHECK(times.running() == quantiles{});
  times.add(100, 130, 0);
  times.add(100, 110, 410);
  CAF_CHECK(times.waiting() == (quantiles{2, 10, 30, 30, 30}));
  CAF_CHECK(times.running() == (quantiles{1, 300, 300, 300, 300}));
}

CAF_TEST(a clock that went back counts as no time) {
  job_times times;
  times.add(100, 90, 50);
  CAF_CHECK(times.waiting() == (quantiles{1, 0, 0, 0, 0}));
  CAF_CHECK(times.running() == (quantiles{1, 0, 0, 0, 0}));
}
