#define CAF_SUITE messages_parse_time
#include "messages/parse_time.hpp"

#include <caf/test/unit_test.hpp>

#include "tests/support/copy.hpp"

using namespace leadmill;

CAF_TEST(times are read as RFC 3339 has them) {
  CAF_CHECK_EQUAL(copy(parse_time("2026-01-01").value()), 1767225600000);
  CAF_CHECK_EQUAL(copy(parse_time("2026-01-01T00:00:00Z").value()),
                  1767225600000);
  CAF_CHECK_EQUAL(copy(parse_time("2026-01-01T01:00:00.25+01:00").value()),
                  1767225600250);
  CAF_CHECK_EQUAL(copy(parse_time("2025-12-31T23:30:00-00:30").value()),
                  1767225600000);
  CAF_CHECK_EQUAL(copy(parse_time("1767225600000").value()), 1767225600000);
}

CAF_TEST(what is no time is refused) {
  for (auto bad : {"",
                   "0",
                   "-5",
                   "yesterday",
                   "2026",
                   "1767225600",
                   "2026-1-1",
                   "2026-02-30",
                   "2026-13-01",
                   "2026-00-10",
                   "2026-01-01T",
                   "2026-01-01T00:00",
                   "2026-01-01T24:00:00Z",
                   "2026-01-01T00:60:00Z",
                   "2026-01-01T00:00:00",
                   "2026-01-01T00:00:00.Z",
                   "2026-01-01T00:00:00+1:00",
                   "2026-01-01T00:00:00+24:00",
                   "2026-01-01T00:00:00Zz",
                   "0001-01-01T00:00:00Z",
                   "99999999999999999999"})
    CAF_CHECK(!parse_time(bad).has_value());
}

CAF_TEST(a number is a time if it can be milliseconds) {
  CAF_CHECK(is_time(1767225600000));
  for (unix_ms bad :
       {0ll, -1767225600000ll, 2026ll, 1767225600ll, 253'402'300'800'000ll})
    CAF_CHECK(!is_time(bad));
}
