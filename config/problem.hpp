// What is wrong with a configuration, and where.
#pragma once

#include <map>
#include <string>

namespace leadmill {

/// One thing to mend. Never holds the value of a key.
struct config_problem {
  /// `file:line`, the flag, or the environment variable: the one that was set,
  /// or, for what was set nowhere, the one to set.
  std::string where;
  /// What is wrong and what to do.
  std::string what;
  bool operator==(const config_problem&) const = default;
};

/// `where: what`
inline std::string to_string(const config_problem& problem) {
  return problem.where + ": " + problem.what;
}

/// Where the value of a key was set, by the key's name.
using config_origins = std::map<std::string, std::string>;

} // namespace leadmill
