// SIGTERM and SIGINT as events. Made first in main, before any other thread, so
// that every thread inherits the mask.
#pragma once

#include <functional>
#include <thread>

namespace leadmill {

/// Calls `on_signal(1)` for the first signal, `on_signal(2)` for the second, …
/// on a thread of its own, until it is destroyed.
class signal_watch {
 public:
  explicit signal_watch(std::function<void(int count)> on_signal);
  ~signal_watch();
  signal_watch(const signal_watch&) = delete;
  signal_watch& operator=(const signal_watch&) = delete;

 private:
  int signals_;
  int stop_;
  std::thread thread_;
};

} // namespace leadmill
