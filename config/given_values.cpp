#include "config/given_values.hpp"

#include <algorithm>
#include <utility>

#include "config/assign.hpp"
#include "messages/ascii.hpp"

namespace leadmill {

namespace {

/// A member's name becomes a pointer to it (RFC 6901).
std::string to_pointer(const std::string& text) {
  if (text.empty() || text.starts_with('/'))
    return text;
  std::string result = "/";
  for (auto c : text)
    if (c == '~')
      result += "~0";
    else if (c == '/')
      result += "~1";
    else
      result += c;
  return result;
}

std::string assign_prefer(written_path& to, const file_value& value) {
  std::vector<std::string> texts;
  if (auto fault = assign_texts(texts, value); !fault.empty())
    return fault;
  for (const auto& text : texts) {
    auto equals = std::min(text.find('='), text.size());
    std::string_view name{text.data(), equals};
    std::string_view wanted{text};
    wanted.remove_prefix(std::min(equals + 1, text.size()));
    name = trim_ascii(name);
    wanted = trim_ascii(wanted);
    if (name.empty() || wanted.empty())
      return "holds " + literal(text)
             + R"(; write a member's name and its value, like )"
               R"("type=mobile")";
    to.path.prefer.emplace_back(to_pointer(std::string{name}), wanted);
  }
  return {};
}

std::string assign_newest(written_path& to, const file_value& value) {
  auto fault = assign_text(to.path.newest, value);
  to.path.newest = to_pointer(to.path.newest);
  return fault;
}

std::string assign_words(written_path& to, const file_value& value) {
  text_pairs words;
  auto fault = assign_pairs(words, value);
  to.words.insert(to.words.end(), words.begin(), words.end());
  return fault;
}

/// One element of a list of alternatives, or the only one.
void read_path(const file_value& value, const std::string& name,
               given_value& to, fault_list& faults) {
  written_path path;
  if (auto table = std::get_if<file_table>(&value.value)) {
    read_table(*table, name, path_keys(), path, faults);
    if (!find_member(*table, "at"))
      faults.wrong(name, "has no key \"at\"; it says where the value is");
  } else if (auto fault = assign_text(path.path.at, value); !fault.empty()) {
    faults.wrong(name, std::holds_alternative<std::string>(value.value)
                           ? fault
                           : "must be a text, a table with the key \"at\", or "
                             "a list of these");
  }
  to.paths.push_back(std::move(path.path));
  to.words.insert(to.words.end(), path.words.begin(), path.words.end());
}

given_value read_one(const file_member& member, const std::string& name,
                     fault_list& faults) {
  given_value result;
  result.field = member.key;
  auto list = std::get_if<file_list>(&member.value.value);
  if (!list) {
    read_path(member.value, name, result, faults);
    return result;
  }
  if (list->empty())
    faults.wrong(name, "is empty; say where the value is");
  for (std::size_t i = 0; i < list->size(); ++i) {
    auto item_name = name + "[" + std::to_string(i + 1) + "]";
    faults.note(item_name, (*list)[i].where);
    read_path((*list)[i], item_name, result, faults);
  }
  return result;
}

} // namespace

const table_keys<written_path>& path_keys() {
  using path = written_path;
  static const table_keys<path> keys{
      make_table_key<path>("at", "where the value is",
                           [](path& to, const file_value& value) {
                             return assign_text(to.path.at, value);
                           }),
      make_table_key<path>("each", "the list of which one element is chosen",
                           [](path& to, const file_value& value) {
                             return assign_text(to.path.each, value);
                           }),
      make_table_key<path>("prefer", "which elements go first", assign_prefer),
      make_table_key<path>("newest", "the date of which the latest goes first",
                           assign_newest),
      make_table_key<path>("words", "their words and ours", assign_words),
  };
  return keys;
}

std::vector<given_value> read_given(const file_value& value,
                                    const std::string& name,
                                    fault_list& faults) {
  std::vector<given_value> result;
  auto table = std::get_if<file_table>(&value.value);
  if (!table) {
    faults.wrong(name, "must be a table of names and where their values are");
    return result;
  }
  for (const auto& member : *table) {
    auto full_name = name + "." + member.key;
    faults.note(full_name, member.where);
    result.push_back(read_one(member, full_name, faults));
  }
  return result;
}

} // namespace leadmill
