// Loads a configuration from a text, for tests of what it declares.
#pragma once

#include <algorithm>
#include <string>
#include <string_view>
#include <vector>

#include "config/load.hpp"
#include "config/variables.hpp"
#include "tests/support/scratch.hpp"

namespace leadmill {

/// As if `text` were the configuration file, called x.toml.
inline loaded_config load_text(std::string_view text,
                               variables environment = {}) {
  scratch dir;
  config_sources sources;
  sources.file = dir.write("x.toml", text);
  sources.environment = std::move(environment);
  return load_config(sources);
}

/// Its problems, a line each, without the directory of the file; empty: none.
inline std::string problems_of(const loaded_config& loaded) {
  std::string result;
  auto directory = loaded.file.substr(0, loaded.file.rfind('/') + 1);
  for (const auto& problem : loaded.problems) {
    auto text = to_string(problem);
    if (text.starts_with(directory))
      text.erase(0, directory.size());
    result += text + "\n";
  }
  return result;
}

inline std::string problems_of(std::string_view text,
                               variables environment = {}) {
  return problems_of(load_text(text, std::move(environment)));
}

/// Why that declaration is not in use: "enabled" when it is, "none" when there
/// is no such.
inline std::string state_of(const loaded_config& loaded,
                            std::string_view name) {
  for (const auto& one : loaded.declarations)
    if (one.name == name)
      return one.reason.empty() ? "enabled" : one.reason;
  return "none";
}

} // namespace leadmill
