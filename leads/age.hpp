// Ages and dates of birth as people write them.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "messages/time.hpp"

namespace leadmill {

struct age_info {
  /// In whole years, 0–120.
  int years = 0;
  /// What was given: years ("61"), or a date of birth ("1964-05-04", "1964").
  std::string given;
};

/// Reads "61", "61 years", "1964-05-04", "5/4/1964" (month first; day first
/// where only that can be), "4 May 1964", "May 4, 1964", "04.05.1964" (day
/// first), "1964". A year of two digits is the last such year in which one can
/// have been born. Nothing for what is none or cannot be somebody's age.
std::optional<age_info> parse_age(std::string_view text, unix_ms now);

} // namespace leadmill
