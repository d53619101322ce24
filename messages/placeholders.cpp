#include "messages/placeholders.hpp"

#include <algorithm>

#include "messages/ascii.hpp"

namespace leadmill {

namespace {

bool may_begin(char c) noexcept { return is_ascii_letter(c) || c == '_'; }

bool may_follow(char c) noexcept {
  return may_begin(c) || is_ascii_digit(c) || c == '-' || c == '.';
}

void each_field_of(std::string_view text,
                   const std::function<void(std::string_view)>& use) {
  while (!text.empty())
    if (auto piece = next_piece(text); piece.is_field)
      use(piece.text);
}

} // namespace

bool is_placeholder_name(std::string_view text) noexcept {
  return !text.empty() && may_begin(text.front())
         && std::all_of(text.begin(), text.end(), may_follow);
}

std::string_view placeholder_at(std::string_view text) noexcept {
  if (!text.starts_with('{'))
    return {};
  auto end = std::find_if_not(text.begin() + 1, text.end(), may_follow);
  auto name = text.substr(1, static_cast<std::size_t>(end - text.begin()) - 1);
  return end != text.end() && *end == '}' && is_placeholder_name(name)
             ? name
             : std::string_view{};
}

template_piece next_piece(std::string_view& rest) {
  if (rest.starts_with("{{")) {
    auto brace = rest.substr(0, 1);
    rest.remove_prefix(2);
    return {false, brace};
  }
  if (auto name = placeholder_at(rest); !name.empty()) {
    rest.remove_prefix(name.size() + 2);
    return {true, name};
  }
  auto text = rest.substr(0, rest.find('{', 1));
  rest.remove_prefix(text.size());
  return {false, text};
}

bool has_field(std::string_view text) {
  while (!text.empty())
    if (next_piece(text).is_field)
      return true;
  return false;
}

void each_field(const request_template& from,
                const std::function<void(std::string_view)>& use) {
  each_field_of(from.url, use);
  for (auto& pair : from.query)
    each_field_of(pair.second, use);
  for (auto& pair : from.headers)
    each_field_of(pair.second, use);
  each_field_of(from.body, use);
}

std::string_view value_of(const text_pairs& values, std::string_view name) {
  auto found = std::find_if(values.begin(), values.end(),
                            [&](const auto& one) { return one.first == name; });
  return found == values.end() ? std::string_view{} : found->second;
}

body_kind kind_of_body(const request_template& from) {
  auto header = std::find_if(
      from.headers.begin(), from.headers.end(), [](const auto& one) {
        return equal_ignoring_case(one.first, "content-type");
      });
  if (header == from.headers.end())
    return body_kind::json;
  auto type = ascii_lower(header->second.substr(0, header->second.find(';')));
  type.resize(type.find_last_not_of(' ') + 1);
  if (type.empty() || type.ends_with("json"))
    return body_kind::json;
  return type == "application/x-www-form-urlencoded" ? body_kind::form
                                                     : body_kind::other;
}

void json_place::read(std::string_view text) {
  for (auto c : text)
    read(c);
}

void json_place::read(char c) {
  if (escaped_) {
    escaped_ = false;
    hex_left_ = c == 'u' ? 4 : 0;
  } else if (hex_left_ > 0) {
    --hex_left_;
  } else if (in_quotes_ && c == '\\') {
    escaped_ = true;
  } else if (c == '"') {
    in_quotes_ = !in_quotes_;
  }
}

} // namespace leadmill
