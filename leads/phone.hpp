// Phone numbers, by libphonenumber.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace leadmill {

/// What kind of line a number is, as far as numbers tell. Unknown: valid, but
/// the numbering plan does not say.
enum class line_type : std::uint8_t {
  unknown,
  mobile,
  landline,
  fixed_or_mobile, // one plan for both, as in North America
  voip,
  toll_free,
  premium_rate,
  shared_cost,
  personal,
  pager,
  uan,
  voicemail,
};

/// As results have it, e.g. "fixed-or-mobile".
const char* to_string(line_type type) noexcept;

/// From our own words and the usual ones of number lookups and lists
/// ("Wireless", "Fixed Line", "nonFixedVoip", …); `unknown` for all others.
line_type parse_line_type(std::string_view text);

struct phone_number {
  /// E.164, e.g. "+12125550101".
  std::string e164;
  std::string extension;
  /// ISO 3166 alpha-2; empty for numbers of no country (+800).
  std::string country;
  line_type type = line_type::unknown;
  /// What the number's prefix names, e.g. "New York, NY", else the country.
  std::string region;
  /// IANA name; empty where the number does not tell.
  std::string time_zone;
};

/// Whether libphonenumber knows that country (ISO 3166 alpha-2, upper case).
bool is_phone_region(std::string_view region);

/// The first valid number of a cell; numbers without "+" are read as dialled
/// in `region` (ISO 3166 alpha-2). Takes spellings with letters, extensions,
/// several numbers, and what spreadsheets do to numbers ("12125550101.0").
/// Safe from several threads at once.
std::optional<phone_number> parse_phone(std::string_view cell,
                                        std::string_view region);

} // namespace leadmill
