// How fast something may be done: so often per second, and a few at once after
// a pause. Pure: the caller brings the clock.
#pragma once

#include <chrono>
#include <cstdint>

namespace leadmill {

/// In every span of time t, at most `burst` + `per_second` · t. The generic
/// cell rate algorithm (ITU-T I.371): a token bucket that keeps one time, and
/// rounds nothing up.
class rate_limit {
 public:
  using clock = std::chrono::steady_clock;

  /// `per_second` of 0 or less, or no number: unlimited. `burst` of 0 counts as
  /// 1.
  rate_limit(double per_second, std::uint32_t burst);

  /// Takes one, and answers 0; or takes none, and answers how long to wait
  /// until there is one. A clock that goes back neither gives nor takes any.
  clock::duration try_take(clock::time_point now);

 private:
  /// Between two; 0: unlimited.
  clock::duration interval_{0};
  /// How far ahead of the clock `paid_at_` may be when one is taken.
  clock::duration ahead_{0};
  /// When all that were taken are paid for.
  clock::time_point paid_at_{};
  clock::time_point last_{};
  bool used_ = false;
};

} // namespace leadmill
