#define CAF_SUITE messages_usage
#include "messages/usage.hpp"

#include <cstdint>
#include <limits>

#include <caf/test/unit_test.hpp>

#include "tests/support/copy.hpp"

using namespace leadmill;

namespace {

usage_line used_of(std::uint64_t today, std::uint64_t this_month,
                   std::uint64_t daily, std::uint64_t monthly) {
  return {
      {"lookup", today, this_month, 0, 0},
      upstream_limits{"lookup", upstream_kind::provider, daily, monthly, 0}};
}

} // namespace

CAF_TEST(limits are those that were declared) {
  provider_declaration provider;
  provider.name = "lookup";
  provider.bounds.daily_limit = 5;
  provider.bounds.monthly_limit = 50;
  provider.bounds.spend_cap_micros = 7;
  CAF_CHECK(limits_of(provider)
            == (upstream_limits{"lookup", upstream_kind::provider, 5, 50, 7}));
  source_declaration source;
  source.name = "people";
  CAF_CHECK(limits_of(source)
            == (upstream_limits{"people", upstream_kind::source, 0, 0, 0}));
}

CAF_TEST(whoever is known has a line even if it was never used) {
  usage_report used{{{"gone", 1, 2, 3, 4}, {"people", 5, 6, 7, 8}}};
  auto lines =
      usage_lines(used, {{"people", upstream_kind::source, 10, 0, 0},
                         {"lookup", upstream_kind::provider, 0, 0, 0}});
  CAF_REQUIRE_EQUAL(lines.size(), 3u);
  CAF_CHECK_EQUAL(lines[0].used.upstream, "people");
  CAF_CHECK_EQUAL(lines[0].used.today_micros, 7);
  CAF_CHECK(lines[0].limits->kind == upstream_kind::source);
  CAF_CHECK(lines[1].used == (usage_entry{"lookup", 0, 0, 0, 0}));
  CAF_CHECK(lines[2].used == (usage_entry{"gone", 1, 2, 3, 4}));
  CAF_CHECK(!lines[2].limits);
  CAF_CHECK(usage_lines({}, {}).empty());
}

CAF_TEST(what is left never goes below nothing) {
  CAF_CHECK(left_today(used_of(3, 30, 5, 0)) == std::optional{2u});
  CAF_CHECK(left_today(used_of(9, 30, 5, 0)) == std::optional{0u});
  CAF_CHECK(left_this_month(used_of(3, 30, 0, 50)) == std::optional{20u});
  CAF_CHECK(left_this_month(used_of(3, 60, 0, 50)) == std::optional{0u});
  CAF_CHECK(!left_this_month(used_of(3, 30, 5, 0)));
  CAF_CHECK(!left_today(used_of(3, 30, 0, 0)));
  CAF_CHECK(!left_today({{"gone", 1, 2, 3, 4}, std::nullopt}));
}

CAF_TEST(a month that is nearly over bounds the day too) {
  CAF_CHECK(left_today(used_of(0, 49, 5, 50)) == std::optional{1u});
  CAF_CHECK(left_today(used_of(4, 10, 5, 50)) == std::optional{1u});
  CAF_CHECK(left_today(used_of(4, 10, 0, 50)) == std::optional{40u});
}

CAF_TEST(an amount has as many decimals as it needs) {
  for (auto [micros, text] : {std::pair{std::int64_t{0}, "0"},
                              {1, "0.000001"},
                              {12'500'000, "12.5"},
                              {3'000'000, "3"},
                              {1'000'010, "1.00001"},
                              {-250'000, "-0.25"}})
    CAF_CHECK_EQUAL(amount_text(micros), text);
  CAF_CHECK_EQUAL(amount_text(std::numeric_limits<std::int64_t>::max()),
                  "9223372036854.775807");
  CAF_CHECK_EQUAL(amount_text(std::numeric_limits<std::int64_t>::min()),
                  "-9223372036854.775808");
}
