// Points in time as the store, the API and the actors exchange them.
#pragma once

#include <cstdint>
#include <functional>
#include <string>

namespace leadmill {

/// Milliseconds since 1970-01-01T00:00:00Z; 0 means "not set".
using unix_ms = std::int64_t;

/// Where the time of day comes from; tests pass their own.
using wall_clock = std::function<unix_ms()>;

/// The system's clock.
unix_ms system_now();

/// RFC 3339 in UTC with milliseconds, e.g. "2026-01-01T00:00:00.000Z".
std::string to_iso(unix_ms time);

} // namespace leadmill
