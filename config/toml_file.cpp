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
  if (auto truth = node.value_exact<bool>())
    return *truth;
  if (node.is_floating_point())
    return odd_value{"a number with a fraction"};
  return odd_value{"a date or time"};
}

class flattener {
 public:
  explicit flattener(std::string file) : file_(std::move(file)) {}

  std::vector<file_setting> run(const toml::table& root) {
    add_table(root, "", 0);
    return std::move(result_);
  }

 private:
  std::string where(const toml::source_region& source) const {
    return file_ + ":" + std::to_string(source.begin.line);
  }

  void add_table(const toml::table& table, const std::string& prefix,
                 std::size_t entry) {
    for (const auto& [key, node] : table) {
      auto name = prefix + std::string{key.str()};
      auto inner = node.as_table();
      if (inner && !inner->empty())
        add_table(*inner, name + ".", entry);
      else if (inner)
        result_.push_back({name, entry, empty_table{}, where(key.source())});
      else if (entry == 0 && node.is_array_of_tables())
        add_list(*node.as_array(), name);
      else
        result_.push_back({name, entry, value_of(node), where(key.source())});
    }
  }

  void add_list(const toml::array& list, const std::string& name) {
    std::size_t entry = 0;
    for (const auto& node : list) {
      ++entry;
      result_.push_back({name, entry, list_entry{}, where(node.source())});
      add_table(*node.as_table(), name + ".", entry);
    }
  }

  std::string file_;
  std::vector<file_setting> result_;
};

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
    auto root = toml::parse(*text, file.string());
    result.settings = flattener{file.string()}.run(root);
  } catch (const toml::parse_error& error) {
    auto line = std::to_string(error.source().begin.line);
    result.problems.push_back({file.string() + ":" + line, message_of(error)});
  }
  return result;
}

} // namespace leadmill
