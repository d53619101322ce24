#define CAF_SUITE net_conflating_queue
#include "net/conflating_queue.hpp"

#include <caf/test/unit_test.hpp>

#include "tests/support/copy.hpp"

using namespace leadmill;

CAF_TEST(a newer item replaces the older of its key and moves to the end) {
  conflating_queue<int> queue;
  CAF_CHECK(!queue.push("a", 1));
  CAF_CHECK(!queue.push("b", 2));
  CAF_CHECK_EQUAL(copy(queue.push("a", 3).value()), 1);
  CAF_CHECK_EQUAL(queue.size(), 2u);
  CAF_CHECK_EQUAL(queue.pop(), 2);
  CAF_CHECK_EQUAL(queue.pop(), 3);
  CAF_CHECK(queue.empty());
}

CAF_TEST(a key that was taken is new again) {
  conflating_queue<int> queue;
  queue.push("a", 1);
  queue.pop();
  CAF_CHECK(!queue.push("a", 2));
  CAF_CHECK_EQUAL(copy(queue.erase("a").value()), 2);
  CAF_CHECK(!queue.erase("a"));
}

CAF_TEST(items without a key stay whatever happens) {
  conflating_queue<int> queue;
  queue.push(1);
  queue.push("a", 2);
  queue.push(1);
  queue.push("b", 3);
  queue.erase_keyed_if([](int item) { return item == 2; });
  CAF_CHECK_EQUAL(queue.pop(), 1);
  CAF_CHECK_EQUAL(queue.pop(), 1);
  CAF_CHECK_EQUAL(queue.pop(), 3);
  CAF_CHECK(!queue.push("b", 4));
}
