// Environment variables by the rules that hold for all of them: empty counts as
// not set, and NAME_FILE may name a file that holds the value.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "config/problem.hpp"

namespace leadmill {

/// By name.
using variables = std::map<std::string, std::string>;

struct variable_value {
  /// Unset: neither NAME nor NAME_FILE is set, or the fault.
  std::optional<std::string> text;
  /// NAME or NAME_FILE: the one that was set.
  std::string where;
  /// Both are set, or the file cannot be read.
  std::optional<config_problem> fault;
};

/// One line break at the end of a file is not part of the value. A file has at
/// most 64 KiB.
variable_value look_up(const variables& environment, const std::string& name);

/// The value of NAME itself; null when it is empty or not set.
const std::string* find_variable(const variables& environment,
                                 const std::string& name);

/// "A, B and C are not set".
std::string not_set(const std::vector<std::string>& names);

/// Whether `text` can be the name of a variable.
bool is_variable_name(std::string_view text);

} // namespace leadmill
