#define CAF_SUITE messages_time
#include "messages/time.hpp"

#include <caf/test/unit_test.hpp>

using namespace leadmill;

CAF_TEST(a time is written with milliseconds in UTC) {
  CAF_CHECK_EQUAL(to_iso(1'767'225'600'000), "2026-01-01T00:00:00.000Z");
  CAF_CHECK_EQUAL(to_iso(1'767'225'600'007), "2026-01-01T00:00:00.007Z");
  CAF_CHECK_EQUAL(to_iso(-1), "1969-12-31T23:59:59.999Z");
}

CAF_TEST(the system clock is past the day this was written) {
  CAF_CHECK_GREATER(system_now(), 1'767'225'600'000);
}
