// How often something happened lately. Pure: the caller brings the clock.
#pragma once

#include <chrono>
#include <cstddef>
#include <deque>

namespace leadmill {

/// Counts what happened within a span of time, exactly, up to `most`: of more
/// than that only the newest are remembered.
class window_count {
 public:
  using clock = std::chrono::steady_clock;

  /// `most` of 0 counts nothing.
  window_count(clock::duration window, std::size_t most);

  void add(clock::time_point now);

  /// How many happened later than `now` - `window`, at most `most`.
  std::size_t count(clock::time_point now);

  void clear();

 private:
  clock::duration window_;
  std::size_t most_;
  /// In the order in which they came.
  std::deque<clock::time_point> times_;
};

} // namespace leadmill
