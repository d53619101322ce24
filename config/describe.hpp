// The configuration in effect, for a person or a program to read, with the
// keys masked.
#pragma once

#include <string>
#include <utility>
#include <vector>

#include "config/config.hpp"
#include "config/problem.hpp"

namespace leadmill {

/// What stands instead of a key that is set.
constexpr const char* masked = "(set, not shown)";

/// Every key of the configuration with its value as a literal that is both
/// TOML and JSON, in the order of config/leadmill.toml.
std::vector<std::pair<std::string, std::string>>
describe_values(const config& value);

/// The configuration as TOML; a value with an origin has it as a comment.
std::string describe(const config& value, const config_origins& origins = {});

} // namespace leadmill
