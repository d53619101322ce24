#define CAF_SUITE cli_signals
#include "cli/signals.hpp"

#include <chrono>
#include <csignal>
#include <future>

#include <caf/test/unit_test.hpp>
#include <sys/wait.h>
#include <unistd.h>

using namespace leadmill;

namespace {

/// What a process does that makes its watch first, as main does. (In the test
/// program itself other threads would take the signals.)
int count_two_signals() {
  std::promise<int> first, second;
  signal_watch watch{
      [&](int count) { (count == 1 ? first : second).set_value(count); }};
  auto one = first.get_future(), two = second.get_future();
  kill(getpid(), SIGTERM);
  if (one.wait_for(std::chrono::seconds{10}) != std::future_status::ready
      || one.get() != 1)
    return 1;
  kill(getpid(), SIGINT);
  if (two.wait_for(std::chrono::seconds{10}) != std::future_status::ready
      || two.get() != 2)
    return 2;
  return 0;
}

} // namespace

CAF_TEST(signals are counted one by one) {
  auto child = fork();
  CAF_REQUIRE(child >= 0);
  if (child == 0)
    _exit(count_two_signals());
  int status = -1;
  CAF_REQUIRE_EQUAL(waitpid(child, &status, 0), child);
  CAF_REQUIRE(WIFEXITED(status));
  CAF_CHECK_EQUAL(WEXITSTATUS(status), 0);
}

CAF_TEST(a watch that saw no signal ends) {
  signal_watch watch{[](int) { CAF_FAIL("no signal was sent"); }};
}
