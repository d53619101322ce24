// States, provinces and countries as people write them.
#pragma once

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

} // namespace leadmill
