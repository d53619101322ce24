#define CAF_SUITE cli_signals
#include "cli/signals.hpp"

#include <csignal>
#include <future>

#include <caf/test/unit_test.hpp>
#include <unistd.h>

using namespace leadmill;

CAF_TEST(signals are counted one by one) {
  std::promise<int> first, second;
  signal_watch watch{[&](int count) {
    (count == 1 ? first : second).set_value(count);
  }};
  kill(getpid(), SIGTERM);
  auto one = first.get_future();
  CAF_REQUIRE(one.wait_for(std::chrono::seconds{10})
              == std::future_status::ready);
  CAF_CHECK_EQUAL(one.get(), 1);
  kill(getpid(), SIGINT);
  auto two = second.get_future();
  CAF_REQUIRE(two.wait_for(std::chrono::seconds{10})
              == std::future_status::ready);
  CAF_CHECK_EQUAL(two.get(), 2);
}

CAF_TEST(a watch that saw no signal ends) {
  signal_watch watch{[](int) { CAF_FAIL("no signal was sent"); }};
}
