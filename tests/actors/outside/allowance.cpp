#define CAF_SUITE actors_outside_allowance
#include "actors/outside/allowance.hpp"

#include <caf/test/unit_test.hpp>

using namespace leadmill;

namespace {

// 2026-01-31T23:00:00Z
constexpr unix_ms evening = 1'769'900'400'000;
constexpr unix_ms hour = 3'600'000;

upstream_bounds bounds_of(std::uint64_t daily, std::uint64_t monthly,
                          std::int64_t cap = 0) {
  upstream_bounds out;
  out.daily_limit = daily;
  out.monthly_limit = monthly;
  out.spend_cap_micros = cap;
  out.cost_micros = 1'000;
  return out;
}

} // namespace

CAF_TEST(without limits nothing is refused) {
  allowance left{bounds_of(0, 0), {}, evening};
  for (int i = 0; i < 100; ++i)
    left.count(evening);
  CAF_CHECK(!left.refuses(1'000'000, evening));
}

CAF_TEST(what is under way counts) {
  allowance left{bounds_of(3, 0), {"", 1, 1, 0, 0}, evening};
  CAF_CHECK(!left.refuses(1, evening));
  CAF_CHECK(left.refuses(2, evening) == errc::daily_limit);
  left.count(evening);
  CAF_CHECK(left.refuses(1, evening) == errc::daily_limit);
}

CAF_TEST(a new day begins at midnight UTC) {
  allowance left{bounds_of(1, 0), {"", 1, 1, 0, 0}, evening};
  CAF_CHECK(left.refuses(0, evening + hour - 1).has_value());
  CAF_CHECK(!left.refuses(0, evening + hour));
}

CAF_TEST(a new month gives back the limit and the cap) {
  for (auto bounds : {bounds_of(0, 5), bounds_of(0, 0, 5'000)}) {
    allowance left{bounds, {"", 0, 5, 0, 5'000}, evening};
    CAF_CHECK(left.refuses(0, evening) == errc::monthly_limit);
    CAF_CHECK(!left.refuses(0, evening + hour));
  }
}

CAF_TEST(the spend cap is not passed by what is under way) {
  allowance left{bounds_of(0, 0, 3'500), {"", 0, 1, 0, 1'000}, evening};
  CAF_CHECK(!left.refuses(1, evening));
  CAF_CHECK(left.refuses(2, evening) == errc::monthly_limit);
}

CAF_TEST(a limit that is nearly used up is told once in its time) {
  allowance left{bounds_of(5, 100), {"", 3, 3, 0, 0}, evening};
  CAF_CHECK(left.find_approaching(evening).empty());
  left.count(evening);
  auto near = left.find_approaching(evening);
  CAF_REQUIRE_EQUAL(near.size(), 1u);
  CAF_CHECK_EQUAL(std::string{near[0].kind}, "daily");
  CAF_CHECK_EQUAL(near[0].used, 4u);
  CAF_CHECK_EQUAL(near[0].limit, 5u);
  left.count(evening);
  CAF_CHECK(left.find_approaching(evening).empty());
  for (int i = 0; i < 4; ++i)
    left.count(evening + hour);
  auto next = left.find_approaching(evening + hour);
  CAF_REQUIRE_EQUAL(next.size(), 1u);
  CAF_CHECK(next[0].period != near[0].period);
}

CAF_TEST(a spend cap that is nearly used up is told too) {
  allowance left{bounds_of(0, 0, 10'000), {"", 0, 7, 0, 7'000}, evening};
  left.count(evening);
  auto near = left.find_approaching(evening);
  CAF_REQUIRE_EQUAL(near.size(), 1u);
  CAF_CHECK_EQUAL(std::string{near[0].kind}, "spend");
  CAF_CHECK_EQUAL(near[0].used, 8'000u);
  CAF_CHECK(allowance({}, {"", 9, 9, 9, 9}, evening)
                .find_approaching(evening)
                .empty());
}
