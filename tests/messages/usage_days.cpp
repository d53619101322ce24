#define CAF_SUITE messages_usage_days
#include "messages/usage_days.hpp"

#include <caf/test/unit_test.hpp>

#include "messages/parse_time.hpp"

using namespace leadmill;

namespace {

unix_ms at(const char* time) { return parse_time(time).value(); }

utc_day day(const char* date) {
  return day_of(at((std::string{date} + "T12:00:00Z").c_str()));
}

} // namespace

CAF_TEST(a day begins at midnight of UTC) {
  CAF_CHECK_EQUAL(day_of(0), 0);
  CAF_CHECK_EQUAL(day_of(-1), -1);
  CAF_CHECK_EQUAL(day_of(24 * 3'600'000 - 1), 0);
  CAF_CHECK_EQUAL(day_of(24 * 3'600'000), 1);
  CAF_CHECK_EQUAL(day_of(at("2026-01-01T00:00:00Z")), 20454);
  CAF_CHECK_EQUAL(day_of(at("2025-12-31T23:59:59Z")), 20453);
}

CAF_TEST(a month has all its days and no other) {
  for (auto [inside, first, next] :
       {std::tuple{"2026-01-01", "2026-01-01", "2026-02-01"},
        std::tuple{"2025-12-31", "2025-12-01", "2026-01-01"},
        std::tuple{"2028-02-29", "2028-02-01", "2028-03-01"},
        std::tuple{"2026-02-28", "2026-02-01", "2026-03-01"}}) {
    auto month = month_of(at((std::string{inside} + "T23:59:59Z").c_str()));
    CAF_CHECK_EQUAL(month.begin, day(first));
    CAF_CHECK_EQUAL(month.end, day(next));
    CAF_CHECK(month.has(day(inside)) && month.has(month.begin));
    CAF_CHECK(!month.has(month.end) && !month.has(month.begin - 1));
  }
}

CAF_TEST(usage is kept for thirteen whole months before the current one) {
  CAF_CHECK_EQUAL(first_day_kept(at("2026-02-28T10:00:00Z")),
                  day("2025-01-01"));
  CAF_CHECK_EQUAL(first_day_kept(at("2026-01-31T10:00:00Z")),
                  day("2024-12-01"));
}
