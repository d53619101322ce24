// Howard Hinnant's date library over the system's tzdata; see
// config/time_zone.hpp.
#include "config/time_zone.hpp"

#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <exception>
#include <vector>

#include <date/tz.h>

#include "config/keys.hpp"
#include "config/nearest.hpp"

namespace leadmill {

namespace {

using std::chrono::seconds;

date::sys_seconds moment(unix_ms time) {
  return date::floor<seconds>(date::sys_time<std::chrono::milliseconds>{
      std::chrono::milliseconds{time}});
}

unix_ms to_unix_ms(date::sys_seconds time) {
  return std::chrono::milliseconds{time.time_since_epoch()}.count();
}

seconds offset_at(const date::time_zone& zone, date::sys_seconds time) {
  return zone.get_info(time).offset;
}

/// The library takes transitions from the tables of the files alone. "Slim"
/// files leave out those that follow a rule (github.com/HowardHinnant/date,
/// issue 760), so that summers would silently be an hour off.
bool is_thin() {
  auto zone = date::locate_zone("America/New_York");
  using namespace date::literals;
  return offset_at(*zone, date::sys_days{2026_y / 1 / 1})
         == offset_at(*zone, date::sys_days{2026_y / 7 / 1});
}

std::string no_such_zone(const std::string& name,
                         const std::vector<date::time_zone>& zones) {
  std::vector<std::string> names;
  for (const auto& zone : zones)
    names.push_back(zone.name());
  return "is " + literal(name)
         + ", which is no IANA time zone that this machine knows; write it "
           "like \"Europe/Berlin\"; the nearest one is "
         + literal(nearest(name, names));
}

std::string unreadable(const std::string& name) {
  return "is " + literal(name)
         + ", which cannot be looked up, since this machine has no usable time "
           "zone data; install the package tzdata, or use \"UTC\"";
}

} // namespace

// The library throws for what it cannot find or read, also while it reads a
// zone's file at the first question about it.
outcome<time_zone> time_zone::find(const std::string& name) try {
  if (name == "UTC")
    return time_zone{};
  const auto& zones = date::get_tzdb().zones;
  if (zones.empty())
    return fail(errc::unavailable, unreadable(name));
  auto found = std::find_if(zones.begin(), zones.end(), [&](const auto& zone) {
    return zone.name() == name;
  });
  if (found == zones.end())
    return fail(errc::invalid_argument, no_such_zone(name, zones));
  offset_at(*found, {});
  if (is_thin())
    return fail(errc::unavailable,
                "is " + literal(name)
                    + ", but the time zone data of this machine leave out the "
                      "summers to come; install Debian's package tzdata (made "
                      "with zic -b fat), or use \"UTC\"");
  return time_zone{&*found};
} catch (const std::exception&) {
  return fail(errc::unavailable, unreadable(name));
}

wall_s time_zone::wall_at(unix_ms time) const {
  auto at = moment(time);
  auto offset = data_ ? offset_at(*data_, at) : seconds{0};
  return (at.time_since_epoch() + offset).count();
}

unix_ms time_zone::first_at(wall_s wall) const {
  if (!data_)
    return wall * 1000;
  date::local_seconds local{seconds{wall}};
  auto info = data_->get_info(local);
  if (info.result == date::local_info::nonexistent)
    return to_unix_ms(info.first.end);
  return to_unix_ms(date::sys_seconds{local.time_since_epoch()}
                    - info.first.offset);
}

std::string to_iso(const time_zone& zone, unix_ms time) {
  auto wall = zone.wall_at(time);
  auto minutes = (wall - time_zone{}.wall_at(time)) / 60;
  char offset[16];
  std::snprintf(offset, sizeof offset, "%c%02d:%02d", minutes < 0 ? '-' : '+',
                static_cast<int>(std::abs(minutes) / 60),
                static_cast<int>(std::abs(minutes) % 60));
  return to_iso(wall * 1000).substr(0, 19) + offset;
}

} // namespace leadmill
