#define CAF_SUITE store_list_cursor
#include "store/list_cursor.hpp"

#include <caf/test/unit_test.hpp>

using namespace leadmill;

CAF_TEST(a cursor is read as it was written) {
  for (list_cursor cursor :
       {list_cursor{}, list_cursor{1767225600000, 1}, list_cursor{-5, 7},
        list_cursor{INT64_MAX, INT64_MAX}}) {
    auto back = parse_list_cursor(to_text(cursor));
    CAF_REQUIRE(back.has_value());
    CAF_CHECK(*back == cursor);
  }
}

CAF_TEST(nothing else is a cursor) {
  for (auto bad : {"", "c", "n", "cn", "c1", "c1n", "c1n1x", " c1n1", "c01n1",
                   "c+1n1", "C1N1", "c1n9223372036854775808"})
    CAF_CHECK(!parse_list_cursor(bad));
}

CAF_TEST(a query is checked before it is answered) {
  job_query query;
  std::optional<list_cursor> after;
  CAF_CHECK(!check_list(query, after));
  CAF_CHECK(!after);
  query.cursor = "c5n6";
  CAF_CHECK(!check_list(query, after));
  CAF_CHECK(after == (list_cursor{5, 6}));
  query.cursor = "5";
  CAF_CHECK(check_list(query, after).value().code == errc::invalid_argument);
  query.cursor = "";
  query.limit = 0;
  CAF_CHECK(check_list(query, after).value().code == errc::invalid_argument);
}
