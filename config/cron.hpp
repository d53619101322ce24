// When a recurring job starts: a cron expression, read on the clocks of a time
// zone. Pure, but for the machine's time zone data.
//
//   auto schedule = cron_schedule::parse({"30 9 * * mon-fri",
//   "Europe/Berlin"}); auto start = schedule->next(now);
#pragma once

#include <bitset>
#include <cstdint>
#include <optional>
#include <string>

#include "config/cron_fields.hpp"
#include "config/time_zone.hpp"
#include "messages/errors.hpp"
#include "messages/time.hpp"

namespace leadmill {

/// What somebody wrote about it.
struct cron_rule {
  /// See config/cron_fields.hpp.
  std::string expression;
  /// An IANA name.
  std::string zone = "UTC";
  /// "09:00-17:00": starts outside are left out, as is one at the end itself,
  /// which may be 24:00. Empty: the whole day.
  std::string hours{};
  /// False: starts on Saturdays and Sundays of the zone are left out.
  bool weekends = true;
};

class cron_schedule {
 public:
  /// Refuses what cannot be read and what never starts. The problem's fields
  /// name everything that is wrong, as "/cron", "/time_zone", "/hours" or
  /// "/weekends"; their texts continue a sentence that begins with that name.
  static outcome<cron_schedule> parse(const cron_rule& rule);

  /// The first start after `after` (and not at it); none from the year 9900
  /// on. A time of the day over which the clocks leap (summer begins) is the
  /// first moment after the leap, unless that is outside the hours; all times
  /// of that leap are one start. A time that comes twice (summer ends) is the
  /// first of the two, so that an expression for every few minutes pauses for
  /// the repeated hour.
  std::optional<unix_ms> next(unix_ms after) const;

  const time_zone& zone() const { return zone_; }

 private:
  /// Minutes of the day; `end` is the first one outside.
  struct minute_range {
    unsigned begin = 0;
    unsigned end = 1440;
  };

  cron_schedule(const cron_fields& fields, const time_zone& zone,
                minute_range hours, bool weekends);

  static outcome<minute_range> parse_hours(const std::string& text);

  /// Days count from 1970-01-01.
  bool starts_on(std::int64_t day) const;
  bool starts_on_any_day() const;
  bool allows(wall_s wall) const;
  std::optional<unix_ms> next_on(std::int64_t day, unsigned from_minute,
                                 unix_ms after) const;

  cron_fields fields_;
  time_zone zone_;
  minute_range hours_;
  bool weekends_;
  /// The minutes of a day at which it starts.
  std::bitset<1440> minutes_;
};

} // namespace leadmill
