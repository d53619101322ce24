// Small text helpers that several steps share. All text is UTF-8.
#pragma once

#include <string>
#include <string_view>
#include <vector>

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

bool is_ascii(std::string_view text) noexcept;

/// ASCII letters in lower case, the rest as it is.
std::string ascii_lower(std::string_view text);
std::string ascii_upper(std::string_view text);

/// Equal but for the case of ASCII letters.
bool equal_ignoring_case(std::string_view a, std::string_view b) noexcept;

/// Without white space at both ends, including what people paste unseen:
/// no-break and zero-width spaces, byte order marks.
std::string_view trim(std::string_view text) noexcept;

/// Trimmed, with each run of white space inside as one space.
std::string squeeze(std::string_view text);

/// The parts between any of `separators`, trimmed; empty ones left out.
std::vector<std::string_view> split(std::string_view text,
                                    std::string_view separators);

/// Lower-case ASCII letters and digits; spaces and ASCII punctuation dropped,
/// everything beyond ASCII kept. "E-mail Address" is "emailaddress".
std::string fold_name(std::string_view text);

/// Whether a cell says that it has no value: empty, "n/a", "null", "-", ….
bool is_placeholder(std::string_view trimmed) noexcept;

} // namespace leadmill
