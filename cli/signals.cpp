#include "cli/signals.hpp"

#include <csignal>
#include <cstdint>
#include <utility>

#include <poll.h>
#include <sys/eventfd.h>
#include <sys/signalfd.h>
#include <unistd.h>

namespace leadmill {

namespace {

void watch(int signals, int stop, const std::function<void(int)>& on_signal) {
  for (int count = 0;;) {
    pollfd events[] = {{signals, POLLIN, 0}, {stop, POLLIN, 0}};
    if (poll(events, 2, -1) < 0)
      continue;
    if (events[1].revents != 0)
      return;
    signalfd_siginfo info;
    if (read(signals, &info, sizeof info) == sizeof info)
      on_signal(++count);
  }
}

} // namespace

signal_watch::signal_watch(std::function<void(int)> on_signal) {
  sigset_t set;
  sigemptyset(&set);
  sigaddset(&set, SIGTERM);
  sigaddset(&set, SIGINT);
  pthread_sigmask(SIG_BLOCK, &set, nullptr);
  signals_ = signalfd(-1, &set, SFD_CLOEXEC);
  stop_ = eventfd(0, EFD_CLOEXEC);
  thread_ = std::thread{
      [this, call = std::move(on_signal)] { watch(signals_, stop_, call); }};
}

signal_watch::~signal_watch() {
  std::uint64_t one = 1;
  [[maybe_unused]] auto written = write(stop_, &one, sizeof one);
  thread_.join();
  close(signals_);
  close(stop_);
}

} // namespace leadmill
