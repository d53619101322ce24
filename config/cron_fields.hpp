// The text of a cron expression: which minutes, hours, days and months it
// names. When that is, config/cron.hpp says.
#pragma once

#include <cstdint>
#include <string_view>

#include "messages/errors.hpp"

namespace leadmill {

/// Bit n of a field stands for the number n; Sunday is 0.
struct cron_fields {
  std::uint64_t minutes = 0;
  std::uint64_t hours = 0;
  std::uint64_t days = 0;
  std::uint64_t months = 0;
  std::uint64_t weekdays = 0;
  /// One of `days` and `weekdays` is enough; otherwise a day must be in both.
  bool either_day = false;
  bool operator==(const cron_fields&) const = default;
};

/// Parses `minute hour day-of-month month day-of-week`, as crontab(5) has it:
///
///   field   *, or items separated by commas
///   item    a number, a range 9-17, and after a range or * a step: */15
///   names   jan to dec and sun to sat, in any case; 7 is Sunday too, also at
///           the end of a range: fri-sun
///
/// or @hourly, @daily, @weekly (Sundays) or @monthly, each at its first minute.
///
/// When neither the day of the month nor the day of the week begins with *,
/// one of the two is enough.
///
/// The refusal names every bad field, and continues a sentence that begins with
/// what holds the expression.
outcome<cron_fields> parse_cron_fields(std::string_view expression);

} // namespace leadmill
