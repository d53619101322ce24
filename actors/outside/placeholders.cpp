#include "actors/outside/placeholders.hpp"

#include <algorithm>

namespace leadmill {

namespace {

constexpr std::string_view letters =
    "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ_";
constexpr std::string_view name_characters =
    "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ_0123456789-.";

/// The name of the field that begins with the brace at the front, or nothing.
std::string_view field_at(std::string_view text) {
  auto end = text.find_first_not_of(name_characters, 1);
  auto good = end != std::string_view::npos && end > 1 && text[end] == '}'
              && letters.find(text[1]) != std::string_view::npos;
  return good ? text.substr(1, end - 1) : std::string_view{};
}

void each_field_of(std::string_view text,
                   const std::function<void(std::string_view)>& use) {
  while (!text.empty())
    if (auto piece = next_piece(text); piece.is_field)
      use(piece.text);
}

} // namespace

template_piece next_piece(std::string_view& rest) {
  if (rest.starts_with("{{")) {
    auto brace = rest.substr(0, 1);
    rest.remove_prefix(2);
    return {false, brace};
  }
  if (rest.front() == '{') {
    if (auto name = field_at(rest); !name.empty()) {
      rest.remove_prefix(name.size() + 2);
      return {true, name};
    }
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

} // namespace leadmill
