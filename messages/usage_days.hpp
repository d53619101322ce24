// The days and months of UTC by which usage is counted.
#pragma once

#include <cstdint>

#include "messages/time.hpp"

namespace leadmill {

/// Since 1970-01-01, which is day 0.
using utc_day = std::int64_t;

utc_day day_of(unix_ms now);

/// The first day of the month that `now` is in, and the first one after it.
struct month_days {
  utc_day begin = 0;
  utc_day end = 0;
  bool has(utc_day day) const { return day >= begin && day < end; }
};
month_days month_of(unix_ms now);

/// The first day whose usage is still remembered: that of the current month and
/// of the 13 before it.
utc_day first_day_kept(unix_ms now);

} // namespace leadmill
