#include "messages/row_json.hpp"

#include <algorithm>

#include <simdjson.h>

namespace leadmill {

namespace {

/// Up to the quote that ends the string with which `text` begins.
std::size_t string_size(std::string_view text) {
  std::size_t at = 1;
  while (at < text.size() && text[at] != '"')
    at += text[at] == '\\' ? 2 : 1;
  return std::min(at + 1, text.size());
}

/// Takes a value off the front of what is compact JSON, as it is written.
std::string_view take_value(std::string_view& rest) {
  std::size_t at = 0;
  int depth = 0;
  while (at < rest.size()) {
    auto c = rest[at];
    auto ends = c == ',' || c == ':' || c == '}' || c == ']';
    if (depth == 0 && ends)
      break;
    depth += c == '{' || c == '[' ? 1 : c == '}' || c == ']' ? -1 : 0;
    at += c == '"' ? string_size(rest.substr(at)) : 1;
  }
  auto value = rest.substr(0, at);
  rest.remove_prefix(at);
  return value;
}

bool take_byte(std::string_view& rest, char byte) {
  if (!rest.starts_with(byte))
    return false;
  rest.remove_prefix(1);
  return true;
}

/// What a JSON string says.
std::string unquote(simdjson::dom::parser& parser, std::string_view string) {
  std::string_view text;
  if (string.find('\\') == std::string_view::npos)
    text = string.substr(1, string.size() - 2);
  else if (parser.parse(string.data(), string.size()).get(text))
    return {};
  return std::string{text};
}

} // namespace

struct row_reader::impl {
  simdjson::dom::parser parser;
};

row_reader::row_reader() : impl_(std::make_unique<impl>()) {}

row_reader::~row_reader() = default;
row_reader::row_reader(row_reader&&) noexcept = default;
row_reader& row_reader::operator=(row_reader&&) noexcept = default;

row_columns row_reader::read(std::string_view json) {
  namespace dom = simdjson::dom;
  row_columns out;
  dom::object object;
  if (impl_->parser.parse(json.data(), json.size()).get(object))
    return out;
  for (auto [name, value] : object) {
    switch (value.type()) {
    case dom::element_type::STRING:
      out.emplace_back(name, std::string_view{value});
      break;
    case dom::element_type::NULL_VALUE:
      out.emplace_back(name, "");
      break;
    case dom::element_type::ARRAY:
    case dom::element_type::OBJECT:
      break;
    default:
      out.emplace_back(name, simdjson::minify(value));
    }
  }
  return out;
}

std::vector<row_member> row_reader::read_members(std::string_view json) {
  std::vector<row_member> out;
  if (json.size() < 2 || json.front() != '{' || json.back() != '}')
    return out;
  auto rest = json.substr(1, json.size() - 2);
  while (!rest.empty()) {
    auto name = take_value(rest);
    if (!take_byte(rest, ':'))
      return {};
    auto value = take_value(rest);
    if (name.empty() || value.empty()
        || (!rest.empty() && !take_byte(rest, ',')))
      return {};
    row_member member{unquote(impl_->parser, name), std::string{value}, {}};
    if (value.front() == '"')
      member.text = unquote(impl_->parser, value);
    else if (value != "null")
      member.text = member.json;
    out.push_back(std::move(member));
  }
  return out;
}

} // namespace leadmill
