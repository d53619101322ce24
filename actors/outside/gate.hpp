// When a provider or source may be asked next: its rate, the pauses that it
// asks for, and those that its errors make. Pure, of a passed-in time.
#pragma once

#include <chrono>
#include <cstdint>

#include "actors/rate_limit.hpp"
#include "actors/window_count.hpp"
#include "messages/upstream.hpp"

namespace leadmill {

class gate {
 public:
  using time_point = std::chrono::steady_clock::time_point;
  using duration = std::chrono::steady_clock::duration;

  explicit gate(const upstream_bounds& bounds);

  /// Lets a request go out, and answers 0; or how long it has to wait.
  duration try_pass(time_point now);

  /// Nothing goes out for so long; a longer pause stays.
  void pause(duration how_long, time_point now);

  /// An error of the other side: as many as configured within a minute make a
  /// pause.
  void note_error(time_point now);

  /// The pause that begins at once when nothing but a person can help.
  void lock(time_point now);

 private:
  duration cooldown_;
  std::uint32_t max_errors_;
  rate_limit rate_;
  window_count errors_;
  time_point closed_until_{};
};

} // namespace leadmill
