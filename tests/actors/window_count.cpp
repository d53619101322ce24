#define CAF_SUITE actors_window_count
#include "actors/window_count.hpp"

#include <algorithm>
#include <random>
#include <vector>

#include <caf/test/unit_test.hpp>

#include "tests/support/copy.hpp"

using namespace leadmill;

namespace {

using namespace std::chrono_literals;

const window_count::clock::time_point start{1'000h};

} // namespace

CAF_TEST(what happened within the window counts) {
  window_count count{60s, 10};
  CAF_CHECK_EQUAL(count.count(start), 0u);
  count.add(start);
  count.add(start + 30s);
  count.add(start + 30s);
  CAF_CHECK_EQUAL(count.count(start + 30s), 3u);
  CAF_CHECK_EQUAL(count.count(start + 60s - 1ns), 3u);
  CAF_CHECK_EQUAL(count.count(start + 60s), 2u);
  CAF_CHECK_EQUAL(count.count(start + 90s - 1ns), 2u);
  CAF_CHECK_EQUAL(count.count(start + 90s), 0u);
}

CAF_TEST(no more than the greatest number is remembered) {
  window_count count{60s, 3};
  for (int i = 0; i < 100'000; ++i)
    count.add(start + std::chrono::milliseconds{i / 10});
  CAF_CHECK_EQUAL(count.count(start + 10s), 3u);
  // The newest are.
  CAF_CHECK_EQUAL(count.count(start + 69s), 3u);
  CAF_CHECK_EQUAL(count.count(start + 70s), 0u);
  window_count none{60s, 0};
  none.add(start);
  CAF_CHECK_EQUAL(none.count(start), 0u);
}

CAF_TEST(what is cleared is forgotten) {
  window_count count{60s, 10};
  count.add(start);
  count.clear();
  CAF_CHECK_EQUAL(count.count(start), 0u);
  count.add(start);
  CAF_CHECK_EQUAL(count.count(start), 1u);
}

CAF_TEST(a clock that goes back does no harm) {
  window_count count{60s, 10};
  count.add(start);
  count.add(start - 1h);
  CAF_CHECK_EQUAL(count.count(start - 2h), 2u);
  CAF_CHECK_EQUAL(count.count(start + 59s), 2u);
  CAF_CHECK_EQUAL(count.count(start + 60s), 0u);
}

CAF_TEST(it counts as one would who remembers everything) {
  std::mt19937 random{91};
  window_count count{1s, 20};
  std::vector<window_count::clock::time_point> all;
  auto now = start;
  for (int i = 0; i < 5'000; ++i) {
    now += std::chrono::milliseconds{random() % 120};
    if (random() % 2) {
      count.add(now);
      all.push_back(now);
    }
    auto expected = static_cast<std::size_t>(std::count_if(
        all.begin(), all.end(), [&](auto time) { return now - time < 1s; }));
    expected = std::min<std::size_t>(expected, 20);
    CAF_REQUIRE_EQUAL(count.count(now), expected);
  }
}
