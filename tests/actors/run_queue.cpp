#define CAF_SUITE actors_run_queue
#include "actors/run_queue.hpp"

#include <caf/test/unit_test.hpp>

#include "tests/support/copy.hpp"

using namespace leadmill;

CAF_TEST(jobs start in the order in which they came) {
  run_queue queue;
  queue.push_back({"a", 0});
  queue.push_back({"b", 1});
  CAF_CHECK_EQUAL(queue.size(), 2u);
  CAF_CHECK_EQUAL(copy(queue.pop()->id), "a");
  auto second = queue.pop();
  CAF_CHECK_EQUAL(second->id, "b");
  CAF_CHECK_EQUAL(second->attempt, 1u);
  CAF_CHECK(!queue.pop());
}

CAF_TEST(a job that could not start stays next) {
  run_queue queue;
  queue.push_back({"a", 0});
  queue.push_back({"b", 0});
  queue.push_front(*queue.pop());
  CAF_CHECK_EQUAL(copy(queue.pop()->id), "a");
}

CAF_TEST(a job waits once) {
  run_queue queue;
  queue.push_back({"a", 0});
  queue.push_back({"a", 0});
  queue.push_front({"a", 0});
  CAF_CHECK_EQUAL(queue.size(), 1u);
}

CAF_TEST(a job that is taken out does not start) {
  run_queue queue;
  for (auto id : {"a", "b", "c"})
    queue.push_back({id, 0});
  CAF_CHECK(queue.erase("b"));
  CAF_CHECK(!queue.erase("b"));
  CAF_CHECK_EQUAL(copy(queue.pop()->id), "a");
  CAF_CHECK_EQUAL(copy(queue.pop()->id), "c");
  queue.push_back({"b", 2});
  CAF_CHECK_EQUAL(copy(queue.pop()->attempt), 2u);
}
