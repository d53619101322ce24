#include "cli/watchdog.hpp"

#include <utility>

namespace leadmill {

watchdog::watchdog(std::function<void()> bite) : bite_(std::move(bite)) {}

watchdog::~watchdog() {
  {
    std::lock_guard guard{mutex_};
    is_over_ = true;
  }
  ended_.notify_all();
  if (thread_.joinable())
    thread_.join();
}

void watchdog::arm(std::chrono::milliseconds limit) {
  thread_ = std::thread{[this, limit] {
    std::unique_lock guard{mutex_};
    if (!ended_.wait_for(guard, limit, [this] { return is_over_; }))
      bite_();
  }};
}

} // namespace leadmill
