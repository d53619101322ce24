#define CAF_SUITE config_nearest
#include "config/nearest.hpp"

#include <caf/test/unit_test.hpp>

using namespace leadmill;

CAF_TEST(the distance counts what was inserted deleted and replaced) {
  CAF_CHECK_EQUAL(edit_distance("", ""), 0u);
  CAF_CHECK_EQUAL(edit_distance("abc", "abc"), 0u);
  CAF_CHECK_EQUAL(edit_distance("", "abc"), 3u);
  CAF_CHECK_EQUAL(edit_distance("abc", ""), 3u);
  CAF_CHECK_EQUAL(edit_distance("kitten", "sitting"), 3u);
  CAF_CHECK_EQUAL(edit_distance("ab", "ba"), 2u);
}

CAF_TEST(the nearest name is found and the first of equals) {
  CAF_CHECK_EQUAL(nearest("slot", {"listen", "slots", "steps"}), "slots");
  CAF_CHECK_EQUAL(nearest("x", {"a", "b"}), "a");
  CAF_CHECK_EQUAL(nearest("x", {}), "");
}
