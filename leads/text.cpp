#include "leads/text.hpp"

#include <algorithm>
#include <array>

namespace leadmill {

namespace {

/// Spaces beyond ASCII, and marks that show as nothing.
constexpr std::array<std::string_view, 10> unseen = {
    "\xc2\xa0",     // no-break space
    "\xe2\x80\x8b", // zero-width space
    "\xe2\x80\x8c", // zero-width non-joiner
    "\xe2\x80\x8d", // zero-width joiner
    "\xe2\x80\x8e", // left-to-right mark
    "\xe2\x80\x8f", // right-to-left mark
    "\xe2\x80\xaf", // narrow no-break space
    "\xe2\x81\xa0", // word joiner
    "\xe3\x80\x80", // ideographic space
    "\xef\xbb\xbf", // byte order mark
};

std::size_t space_at_front(std::string_view text) noexcept {
  if (is_ascii_space(text.front()))
    return 1;
  if (static_cast<unsigned char>(text.front()) < 0x80)
    return 0;
  for (auto space : unseen)
    if (text.starts_with(space))
      return space.size();
  return 0;
}

std::size_t space_at_back(std::string_view text) noexcept {
  if (is_ascii_space(text.back()))
    return 1;
  if (static_cast<unsigned char>(text.back()) < 0x80)
    return 0;
  for (auto space : unseen)
    if (text.ends_with(space))
      return space.size();
  return 0;
}

} // namespace

bool is_ascii(std::string_view text) noexcept {
  return std::none_of(text.begin(), text.end(), [](char c) {
    return static_cast<unsigned char>(c) >= 0x80;
  });
}

std::string_view trim(std::string_view text) noexcept {
  while (!text.empty()) {
    auto n = space_at_front(text);
    if (n == 0)
      break;
    text.remove_prefix(n);
  }
  while (!text.empty()) {
    auto n = space_at_back(text);
    if (n == 0)
      break;
    text.remove_suffix(n);
  }
  return text;
}

std::string squeeze(std::string_view text) {
  text = trim(text);
  std::string out;
  out.reserve(text.size());
  while (!text.empty()) {
    auto n = space_at_front(text);
    if (n == 0) {
      out += text.front();
      text.remove_prefix(1);
      continue;
    }
    if (out.back() != ' ')
      out += ' ';
    text.remove_prefix(n);
  }
  return out;
}

std::vector<std::string_view> split(std::string_view text,
                                    std::string_view separators) {
  std::vector<std::string_view> out;
  while (!text.empty()) {
    auto end = text.find_first_of(separators);
    if (auto part = trim(text.substr(0, end)); !part.empty())
      out.push_back(part);
    if (end == std::string_view::npos)
      break;
    text.remove_prefix(end + 1);
  }
  return out;
}

std::string fold_name(std::string_view text) {
  std::string out;
  out.reserve(text.size());
  text = trim(text);
  while (!text.empty()) {
    auto c = text.front();
    if (auto n = space_at_front(text); n != 0) {
      text.remove_prefix(n);
      continue;
    }
    if (is_ascii_letter(c) || is_ascii_digit(c)
        || static_cast<unsigned char>(c) >= 0x80)
      out += ascii_lower(c);
    text.remove_prefix(1);
  }
  return out;
}

bool is_placeholder(std::string_view trimmed) noexcept {
  constexpr std::array<std::string_view, 15> words = {
      "n/a", "na", "#n/a", "null",          "none", "nil",     "-",        "--",
      "---", ".",  "?",    "not available", "nan",  "unknown", "undefined"};
  if (trimmed.size() > 13)
    return false;
  return trimmed.empty()
         || std::any_of(words.begin(), words.end(), [&](auto word) {
              return equal_ignoring_case(word, trimmed);
            });
}

} // namespace leadmill
