// What is the SQLite reader's own; the contract is in conformance_reads.cpp.
#define CAF_SUITE store_sqlite_reader
#include "store/sqlite_reader.hpp"

#include <atomic>
#include <thread>

#include <caf/test/unit_test.hpp>

#include "tests/store/stores.hpp"

using namespace leadmill;
using namespace leadmill::test;

CAF_TEST(a file that is not there cannot be read) {
  scratch dir;
  CAF_CHECK(code_of(make_sqlite_reader(dir / "leadmill.db"))
            == errc::unavailable);
}

CAF_TEST(readers on other threads see whole batches and are never locked out) {
  sqlite_under_test store;
  constexpr std::uint64_t rounds = 100;
  std::atomic<bool> halves = false;
  std::atomic<bool> refused = false;
  std::thread other{[&, reader = store.reader()] {
    std::uint64_t seen = 0;
    for (int i = 0; i < 1000000 && seen < 2 * rounds; ++i) {
      auto answer = reader->last_seq();
      refused = refused || !answer;
      seen = answer.value_or(0);
      halves = halves || seen % 2 != 0;
    }
  }};
  for (std::uint64_t n = 0; n < rounds; ++n)
    store.commit({accept_job{draft(n, 1)}, cancel_job{id_of(n)}});
  other.join();
  CAF_CHECK(!halves);
  CAF_CHECK(!refused);
}
