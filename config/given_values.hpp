// Reads what an answer gives, as `gives` and `columns` say it.
#pragma once

#include <string>
#include <vector>

#include "config/fault_list.hpp"
#include "config/file_tree.hpp"
#include "config/table_keys.hpp"
#include "messages/upstream.hpp"

namespace leadmill {

/// One of several places in which a value may be, as a table of the file.
struct written_path {
  value_path path;
  /// Of the whole value, wherever they were said.
  std::vector<std::pair<std::string, std::string>> words;
};

/// { at = "/phone_number", each = "/phones", ... }
const table_keys<written_path>& path_keys();

/// Reads a table in which each key is a value's name and stands for where it
/// is: a text, a table with `path_keys`, or a list of these, of which the first
/// that finds something wins. `name` is the table's.
///
/// Names of members are accepted for pointers in `prefer` and `newest`, and
/// become pointers.
std::vector<given_value> read_given(const file_value& value,
                                    const std::string& name,
                                    fault_list& faults);

} // namespace leadmill
