// Reads TOML with toml++ and flattens it; see config/toml_file.hpp.
#include "config/toml_file.hpp"

#include <toml++/toml.h>

#include "config/small_file.hpp"

namespace leadmill {

namespace {

constexpr std::size_t max_file_bytes = std::size_t{1} << 20;

raw_value list_of(const toml::array& array) {
  std::vector<std::string> items;
  for (const auto& node : array) {
    auto text = node.value_exact<std::string>();
    if (!text)
      return odd_value{"a list that holds something other than texts"};
    items.push_back(std::move(*text));
  }
  return items;
}

raw_value value_of(const toml::node& node) {
  if (auto text = node.value_exact<std::string>())
    return std::move(*text);
  if (auto number = node.value_exact<std::int64_t>())
    return *number;
  if (auto array = node.as_array())
    return list_of(*array);
  if (node.is_boolean())
    return odd_value{"true or false"};
  if (node.is_floating_point())
    return odd_value{"a number with a fraction"};
  return odd_value{"a date or time"};
}

void flatten(const toml::table& table, const std::string& prefix,
             const std::string& file, std::vector<file_setting>& result) {
  for (const auto& [key, node] : table) {
    auto name = prefix + std::string{key.str()};
    auto where = file + ":" + std::to_string(key.source().begin.line);
    auto inner = node.as_table();
    if (inner && !inner->empty())
      flatten(*inner, name + ".", file, result);
    else if (inner)
      result.push_back({name, empty_table{}, where});
    else
      result.push_back({name, value_of(node), where});
  }
}

std::string message_of(const toml::parse_error& error) {
  auto column = std::to_string(error.source().begin.column);
  return "this is no valid TOML (column " + column
         + "): " + std::string{error.description()};
}

} // namespace

file_settings read_toml(const std::filesystem::path& file) {
  file_settings result;
  auto text = read_small_file(file, max_file_bytes);
  if (!text) {
    result.problems.push_back(
        {file.string(),
         "cannot be read as a configuration file; check its name "
         "and permissions, and that it is smaller than 1 MiB"});
    return result;
  }
  try {
    flatten(toml::parse(*text, file.string()), "", file.string(),
            result.settings);
  } catch (const toml::parse_error& error) {
    auto line = std::to_string(error.source().begin.line);
    result.problems.push_back({file.string() + ":" + line, message_of(error)});
  }
  return result;
}

} // namespace leadmill
