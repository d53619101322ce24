#define CAF_SUITE messages_grouped
#include "messages/grouped.hpp"

#include <caf/test/unit_test.hpp>

using namespace leadmill;

CAF_TEST(every three digits stand together) {
  CAF_CHECK_EQUAL(grouped(0), "0");
  CAF_CHECK_EQUAL(grouped(999), "999");
  CAF_CHECK_EQUAL(grouped(1'000), "1,000");
  CAF_CHECK_EQUAL(grouped(10'000), "10,000");
  CAF_CHECK_EQUAL(grouped(1'234'567), "1,234,567");
  CAF_CHECK_EQUAL(grouped(18'446'744'073'709'551'615u),
                  "18,446,744,073,709,551,615");
}
