// Looks day by day for the next start; see config/cron.hpp.
#include "config/cron.hpp"

#include <algorithm>
#include <chrono>

#include "config/keys.hpp"

namespace leadmill {

namespace {

constexpr unsigned day_minutes = 1440;
constexpr wall_s day_s = 86'400;

/// The longest pause of an expression: from 29 February 2096 to that of 2104
/// are eight years, since 2100 has none. With half as much again it is plain
/// that there is no start.
constexpr int search_days = 12 * 366;

/// 9900-01-01: well within what the calendar can count.
constexpr unix_ms end_of_time = 250'246'627'200'000;

bool has(std::uint64_t bits, unsigned n) { return (bits >> n & 1) != 0; }

/// Days since 1970-01-01 and minutes of the day.
std::int64_t day_of(wall_s wall) {
  using namespace std::chrono;
  return floor<days>(seconds{wall}).count();
}

unsigned minute_of(wall_s wall) {
  return static_cast<unsigned>((wall - day_of(wall) * day_s) / 60);
}

std::chrono::sys_days date_of(std::int64_t day) {
  return std::chrono::sys_days{std::chrono::days{day}};
}

bool is_weekend(std::int64_t day) {
  std::chrono::weekday weekday{date_of(day)};
  return weekday == std::chrono::Saturday || weekday == std::chrono::Sunday;
}

/// The minutes of "09:30"; nothing if it is no time of day. 24:00 is one.
std::optional<unsigned> parse_minute(std::string_view text) {
  auto is_digit = [](char c) { return c >= '0' && c <= '9'; };
  if (text.size() != 5 || text[2] != ':' || !is_digit(text[0])
      || !is_digit(text[1]) || !is_digit(text[3]) || !is_digit(text[4]))
    return std::nullopt;
  auto number = [&](std::size_t i) {
    return static_cast<unsigned>((text[i] - '0') * 10 + text[i + 1] - '0');
  };
  auto result = number(0) * 60 + number(3);
  if (number(3) > 59 || result > day_minutes)
    return std::nullopt;
  return result;
}

} // namespace

outcome<cron_schedule::minute_range>
cron_schedule::parse_hours(const std::string& text) {
  if (text.empty())
    return minute_range{};
  auto dash = std::min(text.find('-'), text.size() - 1);
  auto begin = parse_minute(std::string_view{text}.substr(0, dash));
  auto end = parse_minute(std::string_view{text}.substr(dash + 1));
  if (!begin || !end)
    return fail(errc::invalid_argument,
                "is " + literal(text)
                    + "; write hours like \"09:00-17:00\", from 00:00 to "
                      "24:00");
  if (*begin >= *end)
    return fail(errc::invalid_argument,
                "is " + literal(text)
                    + ", which ends before it begins; for hours over midnight "
                      "make two schedules");
  return minute_range{*begin, *end};
}

cron_schedule::cron_schedule(const cron_fields& fields, const time_zone& zone,
                             minute_range hours, bool weekends)
    : fields_(fields), zone_(zone), hours_(hours), weekends_(weekends) {
  for (auto minute = hours.begin; minute < hours.end; ++minute)
    minutes_[minute] =
        has(fields.hours, minute / 60) && has(fields.minutes, minute % 60);
}

outcome<cron_schedule> cron_schedule::parse(const cron_rule& rule) {
  problem faults{errc::invalid_argument, {}, {}};
  auto note = [&](const char* name, const std::string& text) {
    faults.fields.push_back({std::string{"/"} + name, text});
    faults.detail +=
        (faults.detail.empty() ? "" : "; ") + (name + (" " + text));
  };
  auto fields = parse_cron_fields(rule.expression);
  auto zone = time_zone::find(rule.zone);
  auto hours = parse_hours(rule.hours);
  if (!fields)
    note("cron", fields.error().detail);
  else if (!cron_schedule{*fields, {}, {}, true}.starts_on_any_day())
    note("cron", "is " + literal(rule.expression)
                     + ", which never comes: no month of it has such a day");
  else if (!cron_schedule{*fields, {}, {}, rule.weekends}.starts_on_any_day())
    note("weekends", "is false, which leaves out every day of the cron "
                     "expression");
  if (!zone)
    note("time_zone", zone.error().detail);
  if (!hours)
    note("hours", hours.error().detail);
  else if (fields && cron_schedule{*fields, {}, *hours, true}.minutes_.none())
    note("hours", "is " + literal(rule.hours)
                      + ", which leaves out every time of day of the cron "
                        "expression");
  if (!faults.fields.empty())
    return tl::make_unexpected(std::move(faults));
  return cron_schedule{*fields, *zone, *hours, rule.weekends};
}

bool cron_schedule::starts_on(std::int64_t day) const {
  std::chrono::year_month_day date{date_of(day)};
  std::chrono::weekday weekday{date_of(day)};
  if (!has(fields_.months, unsigned{date.month()})
      || (!weekends_ && is_weekend(day)))
    return false;
  auto by_day = has(fields_.days, unsigned{date.day()});
  auto by_weekday = has(fields_.weekdays, weekday.c_encoding());
  return fields_.either_day ? by_day || by_weekday : by_day && by_weekday;
}

bool cron_schedule::starts_on_any_day() const {
  for (auto day = 0; day < search_days; ++day)
    if (starts_on(day))
      return true;
  return false;
}

/// Whether a start that the clocks moved there is still inside the rule.
bool cron_schedule::allows(wall_s wall) const {
  auto minute = minute_of(wall);
  return minute >= hours_.begin && minute < hours_.end
         && (weekends_ || !is_weekend(day_of(wall)));
}

std::optional<unix_ms> cron_schedule::next_on(std::int64_t day,
                                              unsigned from_minute,
                                              unix_ms after) const {
  for (auto minute = from_minute; minute < day_minutes; ++minute) {
    if (!minutes_[minute])
      continue;
    auto wall = day * day_s + wall_s{minute} * 60;
    auto start = zone_.first_at(wall);
    if (start > after && allows(zone_.wall_at(start)))
      return start;
  }
  return std::nullopt;
}

std::optional<unix_ms> cron_schedule::next(unix_ms after) const {
  if (after >= end_of_time)
    return std::nullopt;
  // Whatever the clocks showed before that, they showed before `after`.
  auto wall = zone_.wall_at(std::max(after, unix_ms{0}));
  auto today = day_of(wall);
  auto from_minute = minute_of(wall);
  for (auto day = today; day < today + search_days; ++day) {
    if (starts_on(day))
      if (auto start = next_on(day, from_minute, after))
        return start;
    from_minute = 0;
  }
  return std::nullopt;
}

} // namespace leadmill
