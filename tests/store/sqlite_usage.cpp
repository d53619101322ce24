// What counting costs; what is promised of it is in conformance_outside.cpp.
#define CAF_SUITE store_sqlite_usage
#include "store/sqlite_usage.hpp"

#include <SQLiteCpp/SQLiteCpp.h>
#include <caf/test/unit_test.hpp>

#include "messages/usage_days.hpp"
#include "store/sqlite_connection.hpp"
#include "tests/store/cost.hpp"
#include "tests/store/stores.hpp"

using namespace leadmill;
using namespace leadmill::test;

namespace {

constexpr unix_ms day = unix_ms{24} * 3'600'000;

struct fixture {
  scratch dir{quick_parent()};
  connection db = need(open_for_writing(dir / "leadmill.db"));

  void use(int upstreams, unix_ms now) {
    usage_counter counter;
    for (int n = 0; n < upstreams; ++n) {
      keep_answer what;
      what.upstream = "u" + std::to_string(n);
      what.cost_micros = 3;
      counter.add(what);
      counter.add(what);
    }
    counter.write(*db, now);
  }
  int rows() { return db->execAndGet("SELECT count(*) FROM usage").getInt(); }
};

} // namespace

CAF_TEST_FIXTURE_SCOPE(sqlite_usage_tests, fixture)

CAF_TEST(a batch writes each sum once) {
  auto spent = cost_of(*db, [&] { use(2, noon); });
  CAF_CHECK_EQUAL(spent.statements, 2);
  CAF_CHECK_EQUAL(spent.scanned, 0);
  use(2, noon);
  CAF_CHECK_EQUAL(rows(), 2);
  auto entries = read_usage(*db, noon).entries;
  CAF_REQUIRE_EQUAL(entries.size(), 2u);
  CAF_CHECK(entries.at(0) == (usage_entry{"u0", 4, 4, 12, 12}));
  CAF_CHECK_EQUAL(cost_of(*db, [&] { use(0, noon); }).statements, 0);
}

CAF_TEST(a month is read by itself and in the order of names) {
  for (int n = -300; n < 31; ++n)
    use(12, noon + n * day);
  auto spent = cost_of(*db, [&] {
    auto entries = read_usage(*db, noon + 30 * day).entries;
    CAF_REQUIRE_EQUAL(entries.size(), 12u);
    CAF_CHECK(entries.at(2) == (usage_entry{"u10", 2, 62, 6, 186}));
  });
  CAF_CHECK_EQUAL(spent.statements, 1);
  CAF_CHECK_EQUAL(spent.scanned, 0);
}

CAF_TEST(usage that is too old goes day by day) {
  auto kept = first_day_kept(noon) * day;
  for (int n = -20; n < 10; ++n)
    use(3, kept + n * day);
  CAF_CHECK_EQUAL(delete_old_usage(*db, noon, 7), 9);
  CAF_CHECK_EQUAL(rows(), 81);
  auto spent = cost_of(
      *db, [&] { CAF_CHECK_EQUAL(delete_old_usage(*db, noon, 999), 51); });
  CAF_CHECK_EQUAL(spent.scanned, 0);
  CAF_CHECK_EQUAL(rows(), 30);
  CAF_CHECK_EQUAL(delete_old_usage(*db, noon, 999), 0);
}

CAF_TEST_FIXTURE_SCOPE_END()
