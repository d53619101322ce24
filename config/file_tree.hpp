// A value of the configuration file as it nests: what is too deep for the flat
// list of settings. Each part knows its line.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

namespace leadmill {

struct file_member;
struct file_value;

using file_list = std::vector<file_value>;
/// In the order of the file.
using file_table = std::vector<file_member>;

/// A date, a time, or what is nested too deep.
struct file_oddity {};

struct file_value {
  std::variant<std::string, std::int64_t, double, bool, file_list, file_table,
               file_oddity>
      value;
  /// `file:line`
  std::string where;
};

struct file_member {
  std::string key;
  /// `file:line` of the key.
  std::string where;
  file_value value;
};

/// The value of that key, or null.
const file_value* find_member(const file_table& table, std::string_view key);

/// The table as TOML under the head `[name]`: its keys, then what is too long
/// for a line of its own under `[name.key]` or `[[name.key]]`. What it becomes
/// when it is read again is the same.
std::string to_toml(const file_table& table, const std::string& name);

/// The value as JSON; what JSON has no number for is null.
std::string to_json(const file_value& value);

} // namespace leadmill
