// What a text like "San Francisco, California" says about a place.
#pragma once

#include <string>
#include <string_view>

namespace leadmill {

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
