#include "actors/outside/allowance.hpp"

#include "messages/usage_days.hpp"

namespace leadmill {

allowance::allowance(const upstream_bounds& bounds, const usage_entry& used,
                     unix_ms now)
    : bounds_(bounds), used_(used), day_(day_of(now)),
      month_(month_of(now).begin) {}

void allowance::turn_to(unix_ms now) {
  if (auto day = day_of(now); day != day_) {
    day_ = day;
    used_.today = 0;
  }
  if (auto month = month_of(now).begin; month != month_) {
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
