#define CAF_SUITE net_outbound_queue
#include "net/outbound_queue.hpp"

#include <caf/test/unit_test.hpp>

#include <vector>

using namespace leadmill;

namespace {

std::vector<std::uint64_t> start_all(outbound_queue& queue) {
  std::vector<std::uint64_t> out;
  while (auto call = queue.next())
    out.push_back(*call);
  return out;
}

using calls = std::vector<std::uint64_t>;

} // namespace

CAF_TEST(calls to one origin start in their order as places are free) {
  outbound_queue queue{2, 10};
  for (std::uint64_t call : {1, 2, 3, 4})
    queue.add("a", call);
  CAF_CHECK(start_all(queue) == (calls{1, 2}));
  CAF_CHECK_EQUAL(queue.waiting(), 2u);
  queue.end("a", 2);
  CAF_CHECK(start_all(queue) == (calls{3}));
  queue.end("a", 1);
  queue.end("a", 3);
  CAF_CHECK(start_all(queue) == (calls{4}));
  CAF_CHECK_EQUAL(queue.under_way(), 1u);
}

CAF_TEST(origins take turns for the places of all) {
  outbound_queue queue{10, 3};
  for (std::uint64_t call : {1, 2, 3, 4})
    queue.add("a", call);
  for (std::uint64_t call : {5, 6})
    queue.add("b", call);
  queue.add("c", 7);
  CAF_CHECK(start_all(queue) == (calls{1, 5, 7}));
  queue.end("a", 1);
  CAF_CHECK(start_all(queue) == (calls{2}));
  queue.end("a", 2);
  CAF_CHECK(start_all(queue) == (calls{6}));
}

CAF_TEST(an origin without free places is passed over) {
  outbound_queue queue{1, 10};
  queue.add("a", 1);
  queue.add("a", 2);
  queue.add("b", 3);
  CAF_CHECK(start_all(queue) == (calls{1, 3}));
  CAF_CHECK(!queue.next());
}

CAF_TEST(a call that ends while it waits gives up its turn alone) {
  outbound_queue queue{1, 10};
  for (std::uint64_t call : {1, 2, 3})
    queue.add("a", call);
  CAF_CHECK(start_all(queue) == (calls{1}));
  queue.end("a", 2);
  CAF_CHECK(!queue.next());
  CAF_CHECK_EQUAL(queue.under_way(), 1u);
  queue.end("a", 1);
  CAF_CHECK(start_all(queue) == (calls{3}));
}

CAF_TEST(what was never added ends without effect) {
  outbound_queue queue{1, 1};
  queue.end("a", 1);
  queue.add("a", 2);
  CAF_CHECK(start_all(queue) == (calls{2}));
  queue.end("b", 2);
  CAF_CHECK_EQUAL(queue.under_way(), 1u);
}

CAF_TEST(without places there is still one) {
  outbound_queue queue{0, 0};
  queue.add("a", 1);
  CAF_CHECK(start_all(queue) == (calls{1}));
}
