#include "actors/outside/allowance.hpp"

#include <chrono>

namespace leadmill {

namespace {

std::chrono::sys_days date_of(unix_ms time) {
  return std::chrono::floor<std::chrono::days>(
      std::chrono::sys_time<std::chrono::milliseconds>{
          std::chrono::milliseconds{time}});
}

} // namespace

std::int64_t day_of(unix_ms time) noexcept {
  return date_of(time).time_since_epoch().count();
}

std::int64_t month_of(unix_ms time) noexcept {
  std::chrono::year_month_day date{date_of(time)};
  return (int{date.year()} - 1970) * 12
         + static_cast<int>(unsigned{date.month()}) - 1;
}

allowance::allowance(const upstream_bounds& bounds, const usage_entry& used,
                     unix_ms now)
    : bounds_(bounds), used_(used), day_(day_of(now)), month_(month_of(now)) {}

void allowance::turn_to(unix_ms now) {
  if (auto day = day_of(now); day != day_) {
    day_ = day;
    used_.today = 0;
  }
  if (auto month = month_of(now); month != month_) {
    month_ = month;
    used_.this_month = 0;
    used_.this_month_micros = 0;
  }
}

std::optional<errc> allowance::refuses(std::uint64_t open, unix_ms now) {
  turn_to(now);
  if (bounds_.monthly_limit != 0
      && used_.this_month + open >= bounds_.monthly_limit)
    return errc::monthly_limit;
  auto cost = static_cast<std::int64_t>(open + 1) * bounds_.cost_micros;
  if (bounds_.spend_cap_micros != 0
      && used_.this_month_micros + cost > bounds_.spend_cap_micros)
    return errc::monthly_limit;
  if (bounds_.daily_limit != 0 && used_.today + open >= bounds_.daily_limit)
    return errc::daily_limit;
  return std::nullopt;
}

void allowance::count(unix_ms now) {
  turn_to(now);
  ++used_.today;
  ++used_.this_month;
  used_.this_month_micros += bounds_.cost_micros;
}

} // namespace leadmill
