// Ends a shutdown that hangs: a disk that does not come back from a sync, a
// thread that waits for it.
#pragma once

#include <chrono>
#include <condition_variable>
#include <functional>
#include <mutex>
#include <thread>

namespace leadmill {

/// Once armed, calls `bite` on a thread of its own, unless it is destroyed
/// within the limit. Make it before what it watches, so that it goes last.
class watchdog {
 public:
  explicit watchdog(std::function<void()> bite);
  ~watchdog();
  watchdog(const watchdog&) = delete;
  watchdog& operator=(const watchdog&) = delete;

  /// Once.
  void arm(std::chrono::milliseconds limit);

 private:
  std::function<void()> bite_;
  std::mutex mutex_;
  std::condition_variable ended_;
  bool is_over_ = false;
  std::thread thread_;
};

} // namespace leadmill
