// Writes trees as TOML and as JSON; see config/file_tree.hpp.
#include "config/file_tree.hpp"

#include <algorithm>
#include <charconv>
#include <cmath>

#include "config/keys.hpp"

namespace leadmill {

namespace {

constexpr std::size_t line_chars = 80;

/// What differs between the two ways to write a tree in one line.
struct inline_style {
  const char* assign;
  bool plain_keys;
  bool has_infinity;
};

constexpr inline_style toml_style{" = ", true, true};
constexpr inline_style json_style{": ", false, false};

std::string key_text(const std::string& key, const inline_style& style) {
  auto plain = [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z')
           || (c >= '0' && c <= '9') || c == '-' || c == '_';
  };
  auto bare = style.plain_keys && !key.empty()
              && std::all_of(key.begin(), key.end(), plain);
  return bare ? key : literal(key);
}

std::string number_text(double number, const inline_style& style) {
  if (!std::isfinite(number) && !style.has_infinity)
    return "null";
  char text[32];
  auto [end, error] = std::to_chars(text, text + sizeof text, number);
  std::string result{text, error == std::errc{} ? end : text};
  // A number with a fraction stays one.
  if (result.find_first_of(".en") == std::string::npos)
    result += ".0";
  return result;
}

std::string in_line(const file_value& value, const inline_style& style);

std::string in_line(const file_table& table, const inline_style& style) {
  std::string result;
  for (const auto& member : table)
    result += (result.empty() ? " " : ", ") + key_text(member.key, style)
              + style.assign + in_line(member.value, style);
  return result.empty() ? "{}" : "{" + result + " }";
}

std::string in_line(const file_list& list, const inline_style& style) {
  std::string result;
  for (const auto& item : list)
    result += (result.empty() ? "" : ", ") + in_line(item, style);
  return "[" + result + "]";
}

std::string in_line(const file_value& value, const inline_style& style) {
  struct writer {
    const inline_style& style;
    std::string operator()(const std::string& x) const { return literal(x); }
    std::string operator()(std::int64_t x) const { return std::to_string(x); }
    std::string operator()(double x) const { return number_text(x, style); }
    std::string operator()(bool x) const { return x ? "true" : "false"; }
    std::string operator()(const file_list& x) const {
      return in_line(x, style);
    }
    std::string operator()(const file_table& x) const {
      return in_line(x, style);
    }
    std::string operator()(file_oddity) const { return "\"\""; }
  };
  return std::visit(writer{style}, value.value);
}

bool is_list_of_tables(const file_value& value) {
  auto list = std::get_if<file_list>(&value.value);
  auto is_table = [](const file_value& item) {
    return std::holds_alternative<file_table>(item.value);
  };
  return list && !list->empty()
         && std::all_of(list->begin(), list->end(), is_table);
}

std::string line_of(const file_member& member) {
  return key_text(member.key, toml_style) + toml_style.assign
         + in_line(member.value, toml_style);
}

/// The members from here on have heads of their own: all that are too long for
/// a line, and behind which no key of the table itself stands, since the order
/// of the keys is kept.
file_table::const_iterator first_behind(const file_table& table) {
  auto result = table.end();
  while (result != table.begin()) {
    const auto& member = *(result - 1);
    auto has_tables = std::holds_alternative<file_table>(member.value.value)
                      || is_list_of_tables(member.value);
    if (!has_tables || line_of(member).size() <= line_chars)
      break;
    --result;
  }
  return result;
}

void append_head(std::string& out, const std::string& head) {
  out += (out.empty() ? "" : "\n") + head + "\n";
}

/// A table under its head, which a table of nothing but tables does without.
void append_table(std::string& out, const file_table& table,
                  const std::string& name, bool is_item) {
  auto behind = first_behind(table);
  if (is_item)
    append_head(out, "[[" + name + "]]");
  else if (behind != table.begin() || table.empty())
    append_head(out, "[" + name + "]");
  for (auto member = table.begin(); member != behind; ++member)
    out += line_of(*member) + '\n';
  for (auto member = behind; member != table.end(); ++member) {
    auto inner = name + "." + key_text(member->key, toml_style);
    if (auto child = std::get_if<file_table>(&member->value.value))
      append_table(out, *child, inner, false);
    else
      for (const auto& item : std::get<file_list>(member->value.value))
        append_table(out, std::get<file_table>(item.value), inner, true);
  }
}

} // namespace

const file_value* find_member(const file_table& table, std::string_view key) {
  auto found =
      std::find_if(table.begin(), table.end(),
                   [key](const auto& member) { return member.key == key; });
  return found == table.end() ? nullptr : &found->value;
}

std::string to_toml(const file_table& table, const std::string& name) {
  std::string result;
  append_table(result, table, name, false);
  return result;
}

std::string to_json(const file_value& value) {
  return in_line(value, json_style);
}

} // namespace leadmill
