// The letters, digits and blanks of ASCII, which is what protocols and
// configuration are written in. For text about people see leads/text.hpp.
#pragma once

#include <string>
#include <string_view>

namespace leadmill {

constexpr bool is_ascii_digit(char c) noexcept { return c >= '0' && c <= '9'; }

constexpr bool is_ascii_letter(char c) noexcept {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

constexpr bool is_ascii_space(char c) noexcept {
  return c == ' ' || (c >= '\t' && c <= '\r');
}

constexpr char ascii_lower(char c) noexcept {
  return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
}

constexpr char ascii_upper(char c) noexcept {
  return c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c;
}

/// ASCII letters in lower case, the rest as it is.
std::string ascii_lower(std::string_view text);
std::string ascii_upper(std::string_view text);

/// Equal but for the case of ASCII letters.
bool equal_ignoring_case(std::string_view a, std::string_view b) noexcept;

/// Without white space of ASCII at both ends.
std::string_view trim_ascii(std::string_view text) noexcept;

} // namespace leadmill
