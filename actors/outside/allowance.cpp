#include "actors/outside/allowance.hpp"

#include "messages/usage_days.hpp"

namespace leadmill {

namespace {

constexpr double near_part = 0.8;

} // namespace

allowance::allowance(const upstream_bounds& bounds, const usage_entry& used,
                     unix_ms now)
    : bounds_(bounds), used_(used), day_(day_of(now)),
      month_(month_of(now).begin) {}

void allowance::turn_to(unix_ms now) {
  if (auto day = day_of(now); day != day_) {
    day_ = day;
    used_.today = 0;
    told_daily_ = false;
  }
  if (auto month = month_of(now).begin; month != month_) {
    month_ = month;
    used_.this_month = 0;
    used_.this_month_micros = 0;
    told_monthly_ = told_spend_ = false;
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

std::vector<quota_use> allowance::find_approaching(unix_ms now) {
  turn_to(now);
  std::vector<quota_use> out;
  auto look = [&](bool& told, const char* kind, std::uint64_t used,
                  std::uint64_t limit, std::int64_t period) {
    auto is_near =
        static_cast<double>(used) >= near_part * static_cast<double>(limit);
    if (told || limit == 0 || !is_near)
      return;
    told = true;
    out.push_back({kind, used, limit, period});
  };
  look(told_daily_, "daily", used_.today, bounds_.daily_limit, day_);
  look(told_monthly_, "monthly", used_.this_month, bounds_.monthly_limit,
       month_);
  look(told_spend_, "spend",
       static_cast<std::uint64_t>(used_.this_month_micros),
       static_cast<std::uint64_t>(bounds_.spend_cap_micros), month_);
  return out;
}

} // namespace leadmill
