// Points in time out of what people and programs write.
#pragma once

#include <optional>
#include <string_view>

#include "messages/time.hpp"

namespace leadmill {

/// RFC 3339, a bare date (midnight UTC), or milliseconds since 1970; unset for
/// anything else. What is finer than a millisecond is cut off.
std::optional<unix_ms> parse_time(std::string_view text) noexcept;

/// Whether `ms` can be a time in milliseconds: from 1973 to 9999. Smaller
/// numbers are rather years, or seconds.
bool is_time(unix_ms ms) noexcept;

} // namespace leadmill
