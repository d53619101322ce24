#include "messages/ascii.hpp"

#include <algorithm>

namespace leadmill {

std::string ascii_lower(std::string_view text) {
  std::string out{text};
  for (auto& c : out)
    c = ascii_lower(c);
  return out;
}

std::string ascii_upper(std::string_view text) {
  std::string out{text};
  for (auto& c : out)
    c = ascii_upper(c);
  return out;
}

bool equal_ignoring_case(std::string_view a, std::string_view b) noexcept {
  return std::equal(a.begin(), a.end(), b.begin(), b.end(), [](char x, char y) {
    return ascii_lower(x) == ascii_lower(y);
  });
}

std::string_view trim_ascii(std::string_view text) noexcept {
  while (!text.empty() && is_ascii_space(text.front()))
    text.remove_prefix(1);
  while (!text.empty() && is_ascii_space(text.back()))
    text.remove_suffix(1);
  return text;
}

} // namespace leadmill
