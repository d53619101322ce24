#include "actors/window_count.hpp"

#include <algorithm>

namespace leadmill {

window_count::window_count(clock::duration window, std::size_t most)
    : window_{window}, most_{most} {}

void window_count::add(clock::time_point now) {
  // A clock that went back must not hide what came before behind what follows.
  if (!times_.empty())
    now = std::max(now, times_.back());
  times_.push_back(now);
  if (times_.size() > most_)
    times_.pop_front();
}

std::size_t window_count::count(clock::time_point now) {
  while (!times_.empty() && now - times_.front() >= window_)
    times_.pop_front();
  return times_.size();
}

void window_count::clear() { times_.clear(); }

} // namespace leadmill
