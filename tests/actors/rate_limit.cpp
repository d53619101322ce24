#define CAF_SUITE actors_rate_limit
#include "actors/rate_limit.hpp"

#include <algorithm>
#include <limits>
#include <random>
#include <vector>

#include <caf/test/unit_test.hpp>

#include "tests/support/copy.hpp"

using namespace leadmill;

namespace {

using namespace std::chrono_literals;
using clock_type = rate_limit::clock;
using time_point = clock_type::time_point;

const time_point start{1'000h};

bool takes(rate_limit& limit, time_point now) {
  return limit.try_take(now) == 0ns;
}

/// When one is taken in a span of time by somebody who comes back at the times
/// that he is told.
std::vector<time_point> polled(rate_limit limit, clock_type::duration span) {
  std::vector<time_point> taken;
  for (auto now = start; now < start + span;) {
    auto wait = limit.try_take(now);
    if (wait == 0ns)
      taken.push_back(now);
    now += wait;
  }
  return taken;
}

/// Whether in every span of time t at most burst + rate · t were taken.
bool is_within(const std::vector<time_point>& taken, double rate,
               double burst) {
  for (std::size_t first = 0; first < taken.size(); ++first)
    for (auto last = first; last < taken.size(); ++last) {
      std::chrono::duration<double> span = taken[last] - taken[first];
      auto count = static_cast<double>(last - first + 1);
      if (count > burst + rate * span.count() + 1e-9)
        return false;
    }
  return true;
}

} // namespace

CAF_TEST(a burst is taken at once and then one at a time) {
  rate_limit limit{10, 3};
  for (int i = 0; i < 3; ++i)
    CAF_CHECK(takes(limit, start));
  CAF_CHECK(limit.try_take(start) == 100ms);
  CAF_CHECK(limit.try_take(start) == 100ms);
  CAF_CHECK(limit.try_take(start + 99ms) == 1ms);
  CAF_CHECK(takes(limit, start + 100ms));
  CAF_CHECK(limit.try_take(start + 100ms) == 100ms);
}

CAF_TEST(a pause gives a burst back and no more) {
  rate_limit limit{10, 3};
  for (int i = 0; i < 3; ++i)
    takes(limit, start);
  CAF_CHECK(takes(limit, start + 1h));
  CAF_CHECK(takes(limit, start + 1h));
  CAF_CHECK(takes(limit, start + 1h));
  CAF_CHECK(!takes(limit, start + 1h));
  // Part of a burst after part of a pause.
  CAF_CHECK(takes(limit, start + 1h + 200ms));
  CAF_CHECK(takes(limit, start + 1h + 200ms));
  CAF_CHECK(!takes(limit, start + 1h + 200ms));
}

CAF_TEST(fifty a second are at least forty eight) {
  auto count = polled({50, 1}, 60s).size();
  CAF_CHECK_GREATER_OR_EQUAL(count, 48u * 60);
  CAF_CHECK_LESS_OR_EQUAL(count, 50u * 60 + 1);
}

CAF_TEST(fifty a second are so for one who comes a little late) {
  rate_limit limit{50, 2};
  int count = 0;
  for (auto now = start; now < start + 60s;) {
    auto wait = limit.try_take(now);
    count += wait == 0ns;
    // Timers are late, by up to a few milliseconds.
    now += wait == 0ns ? wait : wait + std::chrono::milliseconds{count % 4};
  }
  CAF_CHECK_GREATER_OR_EQUAL(count, 48 * 60);
  CAF_CHECK_LESS_OR_EQUAL(count, 50 * 60 + 2);
}

CAF_TEST(less than one a second is possible) {
  rate_limit limit{0.1, 1};
  CAF_CHECK(takes(limit, start));
  CAF_CHECK(limit.try_take(start) == 10s);
  CAF_CHECK(limit.try_take(start + 9'999ms) == 1ms);
  CAF_CHECK(takes(limit, start + 10s));
  CAF_CHECK_EQUAL(copy(polled({0.5, 1}, 60s).size()), 30u);
}

CAF_TEST(no rate is no limit) {
  for (auto rate : {0.0, -1.0, std::numeric_limits<double>::quiet_NaN(),
                    std::numeric_limits<double>::infinity()}) {
    rate_limit limit{rate, 0};
    for (int i = 0; i < 1'000; ++i)
      CAF_REQUIRE(takes(limit, start));
  }
}

CAF_TEST(a burst of none is one) {
  rate_limit limit{1, 0};
  CAF_CHECK(takes(limit, start));
  CAF_CHECK(!takes(limit, start));
  CAF_CHECK(takes(limit, start + 1s));
}

CAF_TEST(a clock that goes back neither gives nor takes any) {
  rate_limit limit{10, 2};
  CAF_CHECK(takes(limit, start));
  CAF_CHECK(takes(limit, start));
  CAF_CHECK(limit.try_take(start - 1h) == 100ms);
  CAF_CHECK(limit.try_take(start - 2h) == 100ms);
  CAF_CHECK(takes(limit, start - 2h + 100ms));
  CAF_CHECK(!takes(limit, start - 2h + 100ms));
  CAF_CHECK(limit.try_take(start - 2h + 150ms) == 50ms);
}

CAF_TEST(rates and bursts beyond all bounds do no harm) {
  constexpr auto most = std::numeric_limits<std::uint32_t>::max();
  for (auto rate : {1e-300, 1e-9, 1e-3, 1.0, 1e9, 1e300})
    for (auto burst : {1u, 7u, most}) {
      rate_limit limit{rate, burst};
      for (auto now : {time_point{}, start, start + 24h * 365 * 20}) {
        auto wait = limit.try_take(now);
        CAF_CHECK(wait >= 0ns);
        CAF_CHECK(limit.try_take(now + wait) >= 0ns);
      }
    }
  rate_limit rare{1e-300, 1};
  CAF_CHECK(takes(rare, start));
  CAF_CHECK(rare.try_take(start) > 24h * 365 * 10);
}

CAF_TEST(in no span of time are there more than allowed) {
  std::mt19937 random{81};
  for (auto rate : {0.7, 3.0, 33.3, 50.0, 999.0})
    for (auto burst : {1u, 2u, 5u, 20u}) {
      auto rest = polled({rate, burst}, 5s);
      CAF_CHECK(is_within(rest, rate, burst));
      rate_limit limit{rate, burst};
      std::vector<time_point> taken;
      auto now = start;
      for (int i = 0; i < 1'000; ++i) {
        auto span = std::chrono::duration<double>{1.0 / rate};
        now += std::chrono::duration_cast<clock_type::duration>(
            span
            * (random() % 8 == 0 ? 3.0
                                 : static_cast<double>(random() % 100) / 100));
        if (takes(limit, now))
          taken.push_back(now);
      }
      CAF_CHECK(is_within(taken, rate, burst));
      CAF_CHECK_GREATER(copy(taken.size()), 200u);
    }
}
