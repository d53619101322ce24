#define CAF_SUITE cli_watchdog
#include "cli/watchdog.hpp"

#include <future>

#include <caf/test/unit_test.hpp>

using namespace leadmill;
using namespace std::chrono_literals;

CAF_TEST(what hangs is ended) {
  std::promise<void> bitten;
  watchdog dog{[&] { bitten.set_value(); }};
  dog.arm(1ms);
  CAF_CHECK(bitten.get_future().wait_for(10s) == std::future_status::ready);
}

CAF_TEST(what ends in time is left alone) {
  watchdog dog{[] { CAF_FAIL("nothing hung"); }};
  dog.arm(1h);
}

CAF_TEST(one that was never armed does nothing) {
  watchdog dog{[] { CAF_FAIL("nothing was armed"); }};
}
