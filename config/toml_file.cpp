// Reads TOML with toml++ and flattens it; see config/toml_file.hpp.
#include "config/toml_file.hpp"

#include <algorithm>
#include <utility>

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

std::string place_in(const std::string& file,
                     const toml::source_region& source) {
  return file + ":" + std::to_string(source.begin.line);
}

/// Makes trees of what nests.
class tree_maker {
 public:
  explicit tree_maker(const std::string& file) : file_(file) {}

  file_member member(const toml::key& key, const toml::node& node,
                     std::size_t depth = 0) const {
    auto where = place_in(file_, key.source());
    return {std::string{key.str()}, where, value(node, where, depth)};
  }

 private:
  /// Deeper than any declaration; keys with dots nest without end.
  static constexpr std::size_t max_depth = 16;

  file_value value(const toml::node& node, std::string where,
                   std::size_t depth) const {
    file_value result{file_oddity{}, std::move(where)};
    if (auto text = node.value_exact<std::string>())
      result.value = std::move(*text);
    else if (auto whole = node.value_exact<std::int64_t>())
      result.value = *whole;
    else if (auto fraction = node.value_exact<double>())
      result.value = *fraction;
    else if (auto truth = node.value_exact<bool>())
      result.value = *truth;
    else if (auto array = node.as_array(); array && depth < max_depth)
      result.value = list(*array, depth + 1);
    else if (auto table = node.as_table(); table && depth < max_depth)
      result.value = members(*table, depth + 1);
    return result;
  }

  file_list list(const toml::array& array, std::size_t depth) const {
    file_list result;
    for (const auto& node : array)
      result.push_back(value(node, place_in(file_, node.source()), depth));
    return result;
  }

  /// toml++ sorts a table by its keys; their places tell the order of the file.
  file_table members(const toml::table& table, std::size_t depth) const {
    using entry = std::pair<const toml::key*, const toml::node*>;
    std::vector<entry> entries;
    for (const auto& [key, node] : table)
      entries.emplace_back(&key, &node);
    auto place = [](const entry& x) {
      const auto& begin = x.first->source().begin;
      return std::pair{begin.line, begin.column};
    };
    std::stable_sort(
        entries.begin(), entries.end(),
        [&](const entry& a, const entry& b) { return place(a) < place(b); });
    file_table result;
    for (auto [key, node] : entries)
      result.push_back(member(*key, *node, depth));
    return result;
  }

  const std::string& file_;
};

class flattener {
 public:
  explicit flattener(std::string file) : file_(std::move(file)) {}

  file_settings run(const toml::table& root) {
    file_settings result;
    for (const auto& [key, node] : root)
      if (is_tree(key.str()))
        result.trees.push_back(tree_maker{file_}.member(key, node));
    add_table(root, "", 0);
    result.settings = std::move(result_);
    return result;
  }

 private:
  static bool is_tree(std::string_view key) {
    return key == "provider" || key == "source" || key == "destination";
  }

  std::string where(const toml::source_region& source) const {
    return place_in(file_, source);
  }

  void add_table(const toml::table& table, const std::string& prefix,
                 std::size_t entry) {
    for (const auto& [key, node] : table) {
      if (prefix.empty() && is_tree(key.str()))
        continue;
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

/// The first line with a key of so many parts that tables would nest deeper
/// than the stack, which toml++ does not bound; 0: none. A text is taken for a
/// key here, but none has so many dots without a comma between them.
std::size_t line_too_deep(std::string_view text) {
  constexpr std::size_t max_parts = 1'000;
  std::size_t line = 1;
  std::size_t parts = 0;
  for (auto c : text) {
    if (c == '.' && ++parts == max_parts)
      return line;
    if (c == ',' || c == '=' || c == '\n')
      parts = 0;
    if (c == '\n')
      ++line;
  }
  return 0;
}

std::string message_of(const toml::parse_error& error) {
  auto column = std::to_string(error.source().begin.column);
  return "this is no valid TOML (column " + column
         + "): " + std::string{error.description()};
}

} // namespace

file_settings parse_toml(std::string_view text, const std::string& file) {
  if (auto line = line_too_deep(text))
    return {{},
            {},
            {{file + ":" + std::to_string(line),
              "has more than a thousand dots in a row; write tables under a "
              "[head]"}}};
  try {
    return flattener{file}.run(toml::parse(text, file));
  } catch (const toml::parse_error& error) {
    auto line = std::to_string(error.source().begin.line);
    return {{}, {}, {{file + ":" + line, message_of(error)}}};
  }
}

file_settings read_toml(const std::filesystem::path& file) {
  if (auto text = read_small_file(file, max_file_bytes))
    return parse_toml(*text, file.string());
  return {{},
          {},
          {{file.string(),
            "cannot be read as a configuration file; check its name and "
            "permissions, and that it is smaller than 1 MiB"}}};
}

} // namespace leadmill
