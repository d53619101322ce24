#include "actors/outside/gate.hpp"

#include <algorithm>

namespace leadmill {

namespace {

constexpr std::chrono::seconds error_window{60};
/// What needs a person is looked at again so often at most.
constexpr std::chrono::seconds shortest_lock{10};

} // namespace

gate::gate(const upstream_bounds& bounds)
    : cooldown_(std::chrono::seconds{bounds.cooldown_seconds}),
      max_errors_(bounds.cooldown_errors), rate_(bounds.rate, bounds.burst),
      errors_(error_window, bounds.cooldown_errors) {}

gate::duration gate::try_pass(time_point now) {
  return now < closed_until_ ? closed_until_ - now : rate_.try_take(now);
}

void gate::pause(duration how_long, time_point now) {
  closed_until_ = std::max(closed_until_, now + how_long);
}

void gate::note_error(time_point now) {
  if (max_errors_ == 0)
    return;
  errors_.add(now);
  if (errors_.count(now) < max_errors_)
    return;
  errors_.clear();
  pause(cooldown_, now);
}

void gate::lock(time_point now) {
  pause(std::max<duration>(cooldown_, shortest_lock), now);
}

} // namespace leadmill
