#include "leads/location.hpp"

#include <algorithm>
#include <array>

#include "leads/places.hpp"
#include "leads/text.hpp"

namespace leadmill {

namespace {

/// Takes `word` off the end; says whether it was there.
bool drop_end(std::string_view& text, std::string_view word) {
  if (text.size() <= word.size()
      || !equal_ignoring_case(text.substr(text.size() - word.size()), word))
    return false;
  text = trim(text.substr(0, text.size() - word.size()));
  return true;
}

/// "Greater Boston Area" is Boston.
std::string_view drop_area_words(std::string_view text) {
  auto metro = drop_end(text, " metropolitan area")
               || drop_end(text, " metro area") || drop_end(text, " bay area")
               || drop_end(text, " area") || drop_end(text, " metroplex");
  static_cast<void>(metro);
  constexpr std::string_view greater = "greater ";
  if (text.size() > greater.size()
      && equal_ignoring_case(text.substr(0, greater.size()), greater))
    text = trim(text.substr(greater.size()));
  return text;
}

bool is_zip(std::string_view text) {
  auto digits = [](std::string_view s) {
    return std::all_of(s.begin(), s.end(), is_ascii_digit);
  };
  return (text.size() == 5 && digits(text))
         || (text.size() == 10 && text[5] == '-' && digits(text.substr(0, 5))
             && digits(text.substr(6)));
}

/// "TX 78701": the state's text, with the ZIP taken off into `out`.
std::string_view take_zip(std::string_view text, place& out) {
  auto space = text.find_last_of(' ');
  auto last = space == std::string_view::npos ? text : text.substr(space + 1);
  if (!is_zip(last))
    return text;
  out.zip = std::string{last};
  return trim(text.substr(0, text.size() - last.size()));
}

/// A two-letter word is a state's code only in capitals when it stands without
/// a comma before it: "La" and "In" are words.
std::string_view trailing_code(std::string_view text) {
  auto space = text.find_last_of(' ');
  if (space == std::string_view::npos || text.size() - space != 3)
    return {};
  auto last = text.substr(space + 1);
  return state_code(last) == last ? last : std::string_view{};
}

void read_single(std::string_view text, place& out) {
  if (equal_ignoring_case(text, "new york city")
      || equal_ignoring_case(text, "nyc")) {
    out.city = "New York";
    out.state = "NY";
  } else if (auto state = state_code(text); !state.empty()) {
    out.state = state;
    if (state == "DC")
      out.city = "Washington";
  } else if (auto code = trailing_code(text); !code.empty()) {
    out.state = code;
    out.city = squeeze(text.substr(0, text.size() - 3));
  } else {
    out.city = squeeze(text);
  }
}

} // namespace

place parse_location(std::string_view text) {
  place out;
  auto parts = split(text, ",");
  // A code alone is a state ("CA"), behind a state's name a country.
  if (!parts.empty()
      && (parts.back().size() > 2 || parts.size() > 2
          || state_code(parts.back()).empty()))
    if (auto country = country_code(parts.back());
        !country.empty()
        && (parts.size() > 1 || state_code(parts.back()).empty())) {
      out.country = country;
      parts.pop_back();
    }
  if (parts.empty())
    return out;
  auto last = take_zip(drop_area_words(parts.back()), out);
  if (parts.size() == 1) {
    read_single(last, out);
  } else {
    auto code = state_code(last);
    out.state = code.empty() ? squeeze(last) : std::string{code};
    out.city = squeeze(drop_area_words(parts[parts.size() - 2]));
  }
  return out;
}

std::string normalize_zip(std::string_view text, std::string_view state) {
  constexpr std::array<std::string_view, 10> with_leading_zero = {
      "CT", "MA", "ME", "NH", "NJ", "PR", "RI", "VI", "VT", "NY"};
  text = trim(text);
  auto digits = text.ends_with(".0") ? text.substr(0, text.size() - 2) : text;
  if (digits.empty() || !std::all_of(digits.begin(), digits.end(), [](char c) {
        return is_ascii_digit(c);
      }))
    return squeeze(text);
  auto zeros =
      std::find(with_leading_zero.begin(), with_leading_zero.end(), state)
      != with_leading_zero.end();
  std::string out{digits};
  if (zeros && (out.size() == 3 || out.size() == 4))
    out.insert(0, 5 - out.size(), '0');
  if (out.size() == 9)
    out.insert(5, 1, '-');
  return out;
}

} // namespace leadmill
