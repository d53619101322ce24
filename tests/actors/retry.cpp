#define CAF_SUITE actors_retry
#include "actors/retry.hpp"

#include <algorithm>
#include <cstdlib>
#include <limits>
#include <random>
#include <vector>

#include <caf/test/unit_test.hpp>

using namespace leadmill;

namespace {

constexpr retry_policy policy{5'000, 300'000};
constexpr auto forever = std::numeric_limits<std::int64_t>::max();

// Many delays, in order.
std::vector<std::int64_t> delays(std::uint32_t failures) {
  std::mt19937_64 random{failures};
  std::vector<std::int64_t> result(10'000);
  for (auto& delay : result)
    delay = retry_delay_ms(failures, policy, random());
  std::sort(result.begin(), result.end());
  return result;
}

} // namespace

CAF_TEST(the bound doubles with each failure up to the greatest) {
  std::int64_t bounds[] = {5'000,  10'000,  20'000,  40'000,
                           80'000, 160'000, 300'000, 300'000};
  for (std::uint32_t failures = 1; failures <= 8; ++failures) {
    auto bound = bounds[failures - 1];
    auto bits = static_cast<std::uint64_t>(bound);
    CAF_CHECK_EQUAL(retry_delay_ms(failures, policy, bits - 1), bound);
    CAF_CHECK_EQUAL(retry_delay_ms(failures, policy, bits), 1);
  }
}

CAF_TEST(delays are spread evenly up to the bound) {
  for (std::uint32_t failures = 1; failures <= 8; ++failures) {
    auto bound = std::min<std::int64_t>(5'000ll << (failures - 1), 300'000);
    auto sorted = delays(failures);
    CAF_CHECK_GREATER_OR_EQUAL(sorted.front(), 1);
    CAF_CHECK_LESS_OR_EQUAL(sorted.back(), bound);
    // Each tenth of them ends within 2 % of the range of where it should; the
    // standard deviation is at most 0.5 %.
    for (std::int64_t tenth = 0; tenth <= 10; ++tenth) {
      auto index =
          std::min(static_cast<std::size_t>(tenth) * 1'000, sorted.size() - 1);
      CAF_CHECK_LESS(std::abs(sorted[index] - bound * tenth / 10), bound / 50);
    }
  }
}

CAF_TEST(any number of failures keeps to the bound) {
  for (auto failures : {0u, 7u, 62u, 63u, 64u, 65u, 1'000'000u,
                        std::numeric_limits<std::uint32_t>::max()})
    for (auto bits : {std::uint64_t{0}, std::uint64_t{1} << 63,
                      std::numeric_limits<std::uint64_t>::max()})
      for (auto from : {policy, retry_policy{1, forever},
                        retry_policy{forever, forever}, retry_policy{3, 7}}) {
        auto delay = retry_delay_ms(failures, from, bits);
        CAF_CHECK_GREATER_OR_EQUAL(delay, 1);
        CAF_CHECK_LESS_OR_EQUAL(delay, from.max_ms);
      }
  auto last = static_cast<std::uint64_t>(forever) - 1;
  CAF_CHECK_EQUAL(retry_delay_ms(100, {1, forever}, last), forever);
  CAF_CHECK_EQUAL(retry_delay_ms(2, {3, 7}, 5), 6);
  CAF_CHECK_EQUAL(retry_delay_ms(3, {3, 7}, 6), 7);
}

CAF_TEST(no failure counts as one) {
  CAF_CHECK_EQUAL(retry_delay_ms(0, policy, 4'999), 5'000);
  CAF_CHECK_EQUAL(retry_delay_ms(0, policy, 5'000), 1);
}

CAF_TEST(a policy that leaves no time is a delay of a millisecond) {
  for (auto none :
       {retry_policy{0, 0}, retry_policy{5'000, 0}, retry_policy{-5, -1}})
    for (auto failures : {1u, 9u, std::numeric_limits<std::uint32_t>::max()})
      CAF_CHECK_EQUAL(retry_delay_ms(failures, none, 12'345), 1);
  CAF_CHECK_EQUAL(retry_delay_ms(1, {0, 300'000}, 12'345), 1);
}
