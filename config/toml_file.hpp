// The configuration file as a flat list of settings, each with its line. The
// only place that knows TOML.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "config/keys.hpp"
#include "config/problem.hpp"

namespace leadmill {

struct file_setting {
  /// `table.key`
  std::string key;
  raw_value value;
  /// `file:line`
  std::string where;
};

struct file_settings {
  std::vector<file_setting> settings;
  std::vector<config_problem> problems;
};

/// Reads a file of at most 1 MiB. Its keys are not looked at, but for a table
/// that holds nothing: it stands in the list as an `empty_table`. A file that
/// is no TOML is one problem, with its line and column.
file_settings read_toml(const std::filesystem::path& file);

} // namespace leadmill
