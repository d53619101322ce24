#define CAF_SUITE actors_retry
#include "actors/retry.hpp"

#include <caf/test/unit_test.hpp>

using namespace leadmill;

CAF_TEST(the bound doubles with each failure up to the greatest) {
  retry_policy policy{5'000, 300'000};
  CAF_CHECK_EQUAL(retry_delay_ms(1, policy, 4'999), 5'000);
  CAF_CHECK_EQUAL(retry_delay_ms(2, policy, 9'999), 10'000);
  CAF_CHECK_EQUAL(retry_delay_ms(30, policy, 299'999), 300'000);
}
