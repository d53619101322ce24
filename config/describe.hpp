// The configuration in effect, for a person or a program to read, with the
// keys masked.
#pragma once

#include <string>
#include <utility>
#include <vector>

#include "config/config.hpp"
#include "config/problem.hpp"
#include "messages/time.hpp"

namespace leadmill {

/// What stands instead of a key that is set.
constexpr const char* masked = "(set, not shown)";

/// Every key of the configuration with its value as a literal that is both
/// TOML and JSON, in the order of config/leadmill.toml.
std::vector<std::pair<std::string, std::string>>
describe_values(const config& value);

struct described_schedule {
  /// Its keys ("name", "cron", ...) with their values, likewise.
  std::vector<std::pair<std::string, std::string>> values;
  /// Its next three starts after the given time, as its time zone's clocks show
  /// them (RFC 3339); none if there are none or its values are wrong.
  std::vector<std::string> next;
};

/// The schedules in the order of the file.
std::vector<described_schedule> describe_schedules(const config& value,
                                                   unix_ms now);

/// The configuration as TOML; a value with an origin has it as a comment, a
/// schedule its next starts after `now`.
std::string describe(const config& value, const config_origins& origins = {},
                     unix_ms now = system_now());

} // namespace leadmill
