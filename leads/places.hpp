// States, provinces and countries as people write them, and what a "location"
// says.
#pragma once

#include <string>
#include <string_view>

namespace leadmill {

/// The two-letter code of a US state or territory or a Canadian province,
/// given its code or name in any case ("texas", "TX", "Calif."); empty when it
/// is none.
std::string_view state_code(std::string_view text);

/// Whether `code` (from `state_code`) is Canadian.
bool is_canadian(std::string_view code) noexcept;

/// The ISO 3166 alpha-2 code of a country, given that code or a usual English
/// name; empty when it is not known.
std::string_view country_code(std::string_view text);

struct place {
  std::string city;
  /// A code where `state_code` knows it, else as written.
  std::string state;
  std::string zip;
  /// ISO 3166 alpha-2.
  std::string country;
  bool operator==(const place&) const = default;
};

/// What can be told from "San Francisco, California, United States", "Austin,
/// TX 78701", "Greater Boston Area", "London, England, United Kingdom".
place parse_location(std::string_view text);

/// A US ZIP code as it should be written: five digits or ZIP+4, with the zeros
/// that a spreadsheet dropped where `state` (a code) has such codes, without
/// the ".0" that one added. Anything else comes back as it is.
std::string normalize_zip(std::string_view text, std::string_view state);

} // namespace leadmill
