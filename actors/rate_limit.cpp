#include "actors/rate_limit.hpp"

#include <algorithm>
#include <cmath>

namespace leadmill {

namespace {

using duration = rate_limit::clock::duration;

/// Beyond what anybody waits for, and small enough to be added up.
constexpr duration longest = std::chrono::hours{24 * 365 * 50};

duration interval_of(double per_second) {
  if (!(per_second > 0) || std::isinf(per_second))
    return duration{0};
  constexpr auto second = duration{std::chrono::seconds{1}}.count();
  // Rounded up, so that it is never faster.
  auto ticks = std::ceil(static_cast<double>(second) / per_second);
  if (ticks >= static_cast<double>(longest.count()))
    return longest;
  return duration{static_cast<duration::rep>(ticks)};
}

} // namespace

rate_limit::rate_limit(double per_second, std::uint32_t burst)
    : interval_{interval_of(per_second)} {
  auto more = static_cast<duration::rep>(std::max(burst, 1u)) - 1;
  if (interval_.count() > 0)
    ahead_ = std::min(more, longest / interval_) * interval_;
}

duration rate_limit::try_take(clock::time_point now) {
  if (interval_.count() == 0)
    return duration{0};
  // What is owed does not become more because a clock went back.
  if (used_ && now < last_)
    paid_at_ -= last_ - now;
  last_ = now;
  if (!used_ || paid_at_ < now)
    paid_at_ = now;
  used_ = true;
  if (auto wait = paid_at_ - now - ahead_; wait.count() > 0)
    return wait;
  paid_at_ += interval_;
  return duration{0};
}

} // namespace leadmill
