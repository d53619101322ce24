// What is the memory store's own; the contract is in conformance.cpp.
#define CAF_SUITE store_memory_store
#include "store/memory_store.hpp"

#include <atomic>
#include <thread>

#include <caf/test/unit_test.hpp>

#include "tests/store/stores.hpp"

using namespace leadmill;
using namespace leadmill::test;

CAF_TEST(a reader may outlive the store) {
  auto store = std::make_unique<memory_store>();
  need(store->writer().commit({accept_job{draft(1, 3)}}, noon));
  auto reader = store->make_reader();
  store.reset();
  CAF_CHECK_EQUAL(need(reader->find(id_of(1))).progress.total, 3u);
}

CAF_TEST(readers on other threads see whole batches only) {
  memory_store store;
  constexpr std::uint64_t rounds = 200;
  std::atomic<bool> halves = false;
  std::thread other{[&, reader = store.make_reader()] {
    std::uint64_t seen = 0;
    for (int i = 0; i < 1000000 && seen < 2 * rounds; ++i) {
      seen = need(reader->last_seq());
      halves = halves || seen % 2 != 0;
    }
  }};
  for (std::uint64_t n = 0; n < rounds; ++n)
    need(store.writer().commit({accept_job{draft(n, 1)}, cancel_job{id_of(n)}},
                               noon));
  other.join();
  CAF_CHECK(!halves);
}
