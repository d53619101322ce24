// The time zone that a phone number tells, where it can be known.
#pragma once

#include <cstdint>
#include <string_view>

namespace leadmill {

/// What a North American area code (200–999) says; empty where it says nothing.
struct area_code {
  std::string_view country;
  std::string_view time_zone;
};

/// The area codes of the US and Canada that lie in one zone, but for a few
/// villages. A code that is none of these has an empty country.
area_code find_area_code(std::uint32_t code) noexcept;

/// The IANA zone of a country that has only one; empty otherwise.
std::string_view time_zone_of_country(std::string_view country) noexcept;

} // namespace leadmill
