#define CAF_SUITE actors_timetable
#include "actors/timetable.hpp"

#include <caf/test/unit_test.hpp>

using namespace leadmill;

namespace {

using ids = std::vector<std::string>;

} // namespace

CAF_TEST(what is due comes out once and the earliest first) {
  timetable table;
  table.set("late", 30);
  table.set("early", 10);
  table.set("also", 10);
  CAF_CHECK(table.first() == 10);
  CAF_CHECK(table.take_due(9, 10).empty());
  CAF_CHECK(table.take_due(29, 10) == (ids{"early", "also"}));
  CAF_CHECK(table.take_due(29, 10).empty());
  CAF_CHECK(table.take_due(30, 10) == ids{"late"});
  CAF_CHECK(!table.first());
}

CAF_TEST(no more than the limit come out at a time) {
  timetable table;
  for (auto id : {"a", "b", "c"})
    table.set(id, 5);
  CAF_CHECK(table.take_due(5, 2) == (ids{"a", "b"}));
  CAF_CHECK(table.take_due(5, 2) == ids{"c"});
}

CAF_TEST(a job has one time) {
  timetable table;
  table.set("a", 10);
  table.set("a", 20);
  CAF_CHECK_EQUAL(table.size(), 1u);
  CAF_CHECK(table.take_due(10, 10).empty());
  CAF_CHECK(table.contains("a"));
  CAF_CHECK(table.erase("a"));
  CAF_CHECK(!table.erase("a"));
  CAF_CHECK(table.take_due(100, 10).empty());
}
