// The tables of everything that can be configured. They drive the file, the
// environment, the flags and what is shown: a new key is one line in keys.cpp
// (and its explanation in config/leadmill.toml, which a test asks for).
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "config/config.hpp"

namespace leadmill {

/// A text from a variable or a flag: becomes whatever its key needs.
struct plain_text {
  std::string text;
};

/// A value of a TOML type that no key has, e.g. "a date".
struct odd_value {
  std::string type;
};

/// A table of the file that holds nothing.
struct empty_table {};

/// The head of a table in a list of tables, before its keys.
struct list_entry {};

/// A value as a source gives it, before its key is known. The alternatives
/// without a comment are TOML's text, number, truth and list of texts.
using raw_value =
    std::variant<plain_text, std::string, std::int64_t, bool,
                 std::vector<std::string>, odd_value, empty_table, list_entry>;

/// A key of `Settings`.
template <class Settings>
struct setting_key {
  /// As in the file: `table.key`, or `key` at the top.
  std::string name;
  /// What it is for, in half a sentence.
  std::string help;
  /// Whether its value must never be shown.
  bool secret = false;
  /// Puts a value in; returns what is wrong with its form, or nothing. The
  /// text never holds the value of a secret.
  std::function<std::string(Settings&, const raw_value&)> set;
  /// The value as a literal that is both TOML and JSON, secrets in the clear.
  std::function<std::string(const Settings&)> show;
};

using config_key = setting_key<config>;
using schedule_key = setting_key<schedule_config>;

/// In the order of config/leadmill.toml.
const std::vector<config_key>& config_keys();

/// Those of each [[schedule]], which only the file can set: "schedule.name" and
/// so on.
const std::vector<schedule_key>& schedule_keys();

/// The key of that name, or null.
const config_key* find_key(std::string_view name);
const schedule_key* find_schedule_key(std::string_view name);

/// `schedule.cron` of the second schedule is `schedule[2].cron`. An `entry` of
/// 0 is that of a table which is in no list.
std::string name_in_list(std::string_view key, std::size_t entry);

/// The variable of a key: `server.data_dir` is LEADMILL_SERVER_DATA_DIR.
std::string variable_of(std::string_view key);

/// `text` as a literal that is both TOML and JSON.
std::string literal(std::string_view text);

} // namespace leadmill
