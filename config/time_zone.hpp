// The clocks on the walls of a region, by the time zone data of this machine.
// Everything that knows the date library is in time_zone.cpp.
#pragma once

#include <cstdint>
#include <string>

#include "messages/errors.hpp"
#include "messages/time.hpp"

namespace date {
class time_zone;
}

namespace leadmill {

/// What a clock on the wall shows, in seconds since it showed 1970-01-01
/// 00:00:00.
using wall_s = std::int64_t;

/// A copyable reference to an entry of the data, which is read once per
/// process. Times are from 1970 to 9999.
class time_zone {
 public:
  /// UTC, which needs no data.
  time_zone() = default;

  /// By its IANA name, like "Europe/Berlin". Refusals continue a sentence that
  /// begins with what holds the name: no such zone (with the nearest one), no
  /// or thin data on this machine.
  static outcome<time_zone> find(const std::string& name);

  /// What its clocks show at `time`, without the milliseconds.
  wall_s wall_at(unix_ms time) const;

  /// When its clocks show `wall` for the first time, or, if they leap over it,
  /// the first moment after that leap. Never falls while `wall` rises.
  unix_ms first_at(wall_s wall) const;

 private:
  explicit time_zone(const date::time_zone* data) : data_(data) {}

  const date::time_zone* data_ = nullptr;
};

/// RFC 3339 as its clocks show it, e.g. "2026-03-08T03:00:00-04:00".
std::string to_iso(const time_zone& zone, unix_ms time);

} // namespace leadmill
