#define CAF_SUITE actors_fair_queue
#include "actors/fair_queue.hpp"

#include <algorithm>
#include <map>
#include <memory>
#include <random>
#include <string>

#include <caf/test/unit_test.hpp>

#include "tests/support/copy.hpp"

using namespace leadmill;

namespace {

using queue = fair_queue<std::string, int>;

/// Everything in its order.
std::string drained(queue& from) {
  std::string out;
  while (auto item = from.pop())
    out += std::to_string(*item) + " ";
  return out;
}

} // namespace

CAF_TEST(keys take turns and within one the oldest goes first) {
  queue waiting;
  for (int i = 1; i <= 3; ++i)
    waiting.push("a", 10 + i);
  waiting.push("b", 21);
  waiting.push("c", 31);
  waiting.push("c", 32);
  CAF_CHECK_EQUAL(waiting.size(), 6u);
  CAF_CHECK_EQUAL(drained(waiting), "11 21 31 12 32 13 ");
  CAF_CHECK(waiting.empty());
  CAF_CHECK(!waiting.pop());
}

CAF_TEST(one that has much waiting does not keep others waiting) {
  queue waiting;
  for (int i = 0; i < 1'000; ++i)
    waiting.push("big", i);
  CAF_CHECK_EQUAL(waiting.pop().value_or(-1), 0);
  waiting.push("small", 7777);
  CAF_CHECK_EQUAL(waiting.pop().value_or(-1), 1);
  CAF_CHECK_EQUAL(waiting.pop().value_or(-1), 7777);
}

CAF_TEST(one that comes again goes behind the others) {
  queue waiting;
  waiting.push("a", 11);
  waiting.push("b", 21);
  waiting.push("b", 22);
  CAF_CHECK_EQUAL(waiting.pop().value_or(-1), 11);
  waiting.push("a", 12);
  CAF_CHECK_EQUAL(drained(waiting), "21 12 22 ");
}

CAF_TEST(items may be such as can only be moved) {
  fair_queue<int, std::unique_ptr<int>> waiting;
  waiting.push(1, std::make_unique<int>(5));
  waiting.push(1, std::make_unique<int>(6));
  CAF_CHECK_EQUAL(copy(**waiting.pop()), 5);
  CAF_CHECK_EQUAL(copy(**waiting.pop()), 6);
}

CAF_TEST(nobody waits longer than one turn of all others) {
  std::mt19937 random{101};
  fair_queue<int, int> waiting;
  std::map<int, std::size_t> count;
  // Of each that waits, how many turns others had.
  std::map<int, int> since;
  for (int key = 0; key < 10; ++key)
    since[key] = 0;
  for (int round = 0; round < 20'000; ++round) {
    int key = static_cast<int>(random() % 10);
    if (random() % 2 == 0) {
      waiting.push(key, key);
      ++count[key];
    } else if (auto item = waiting.pop()) {
      CAF_REQUIRE_GREATER(count[*item], 0u);
      --count[*item];
      for (auto& [other, turns] : since)
        turns = other == *item || count[other] == 0 ? 0 : turns + 1;
      for (auto& [other, turns] : since)
        CAF_REQUIRE_LESS(turns, 10);
    }
    std::size_t total = 0;
    for (auto& [one, n] : count)
      total += n;
    CAF_REQUIRE_EQUAL(waiting.size(), total);
  }
}
