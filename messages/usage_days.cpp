#include "messages/usage_days.hpp"

#include <chrono>

namespace leadmill {

namespace {

using std::chrono::months;
using std::chrono::sys_days;
using std::chrono::year_month;

sys_days to_days(unix_ms now) {
  std::chrono::sys_time<std::chrono::milliseconds> time{
      std::chrono::milliseconds{now}};
  return std::chrono::floor<std::chrono::days>(time);
}

year_month to_month(unix_ms now) {
  std::chrono::year_month_day date{to_days(now)};
  return date.year() / date.month();
}

utc_day first_day(year_month month) {
  return sys_days{month / std::chrono::day{1}}.time_since_epoch().count();
}

} // namespace

utc_day day_of(unix_ms now) { return to_days(now).time_since_epoch().count(); }

month_days month_of(unix_ms now) {
  auto month = to_month(now);
  return {first_day(month), first_day(month + months{1})};
}

utc_day first_day_kept(unix_ms now) {
  constexpr months kept{13};
  return first_day(to_month(now) - kept);
}

} // namespace leadmill
