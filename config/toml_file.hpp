// The configuration file as a flat list of settings, each with its line, and
// what nests deeper as trees. The only place that knows TOML.
#pragma once

#include <cstddef>
#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

#include "config/file_tree.hpp"
#include "config/keys.hpp"
#include "config/problem.hpp"

namespace leadmill {

struct file_setting {
  /// `table.key`
  std::string key;
  /// Which table of a list of tables it is in, from 1 on; 0: no such list.
  std::size_t entry = 0;
  raw_value value;
  /// `file:line`
  std::string where;
};

struct file_settings {
  std::vector<file_setting> settings;
  /// What stands under `provider`, `source` and `destination`, at the top; not
  /// in `settings`.
  file_table trees;
  std::vector<config_problem> problems;
};

/// Reads a file of at most 1 MiB. Its keys are not looked at. A table that
/// holds nothing stands in the list as an `empty_table`; each table of a list
/// of tables ([[table]]) begins with a `list_entry` under the list's name. A
/// file that is no TOML is one problem, with its line and column.
file_settings read_toml(const std::filesystem::path& file);

/// The same for a text; `file` is what its lines are named after.
file_settings parse_toml(std::string_view text, const std::string& file);

} // namespace leadmill
