#include "messages/parse_time.hpp"

#include <algorithm>
#include <charconv>
#include <chrono>

namespace leadmill {

namespace {

/// A whole text that is a number, and nothing else.
template <class Int>
std::optional<Int> whole_number(std::string_view text) {
  Int value = 0;
  auto end = text.data() + text.size();
  auto [rest, e] = std::from_chars(text.data(), end, value);
  if (text.empty() || e != std::errc{} || rest != end)
    return std::nullopt;
  return value;
}

/// Takes exactly `digits` digits off the front, and the `mark` behind them.
std::optional<int> take(std::string_view& text, std::size_t digits,
                        char mark = '\0') {
  auto size = digits + (mark != '\0' ? 1u : 0u);
  if (text.size() < size || (mark != '\0' && text[digits] != mark))
    return std::nullopt;
  auto part = text.substr(0, digits);
  if (!std::all_of(part.begin(), part.end(),
                   [](char c) { return c >= '0' && c <= '9'; }))
    return std::nullopt;
  text.remove_prefix(size);
  return whole_number<int>(part);
}

/// "Z" or "+02:00": minutes east of UTC.
std::optional<int> read_zone(std::string_view text) {
  if (text == "Z" || text == "z")
    return 0;
  if (text.empty() || (text[0] != '+' && text[0] != '-'))
    return std::nullopt;
  auto sign = text[0] == '-' ? -1 : 1;
  text.remove_prefix(1);
  auto hours = take(text, 2, ':');
  auto minutes = take(text, 2);
  if (!hours || !minutes || !text.empty() || *hours > 23 || *minutes > 59)
    return std::nullopt;
  return sign * (*hours * 60 + *minutes);
}

/// ".25" in milliseconds; what is finer is cut off.
std::optional<int> take_fraction(std::string_view& text) {
  if (text.empty() || text[0] != '.')
    return 0;
  text.remove_prefix(1);
  int value = 0;
  std::size_t digits = 0;
  for (; digits < text.size() && text[digits] >= '0' && text[digits] <= '9';
       ++digits)
    if (digits < 3)
      value = value * 10 + (text[digits] - '0');
  if (digits == 0)
    return std::nullopt;
  for (auto n = digits; n < 3; ++n)
    value *= 10;
  text.remove_prefix(digits);
  return value;
}

std::optional<unix_ms> read_time_of_day(std::string_view text) {
  auto hours = take(text, 2, ':');
  auto minutes = take(text, 2, ':');
  auto seconds = take(text, 2);
  if (!hours || !minutes || !seconds || *hours > 23 || *minutes > 59
      || *seconds > 60)
    return std::nullopt;
  auto fraction = take_fraction(text);
  auto zone = read_zone(text);
  if (!fraction || !zone)
    return std::nullopt;
  return ((*hours * 60 + *minutes - *zone) * 60 + *seconds) * 1000LL
         + *fraction;
}

} // namespace

bool is_time(unix_ms ms) noexcept {
  constexpr unix_ms least = 100'000'000'000;
  constexpr unix_ms year_10000 = 253'402'300'800'000;
  return ms >= least && ms < year_10000;
}

std::optional<unix_ms> parse_time(std::string_view text) noexcept {
  if (auto ms = whole_number<unix_ms>(text))
    return is_time(*ms) ? ms : std::nullopt;
  auto year = take(text, 4, '-');
  auto month = take(text, 2, '-');
  auto day = take(text, 2);
  if (!year || !month || !day)
    return std::nullopt;
  namespace ch = std::chrono;
  ch::year_month_day date{ch::year{*year},
                          ch::month{static_cast<unsigned>(*month)},
                          ch::day{static_cast<unsigned>(*day)}};
  if (!date.ok() || *year < 1971)
    return std::nullopt;
  unix_ms midnight =
      ch::duration_cast<ch::milliseconds>(ch::sys_days{date}.time_since_epoch())
          .count();
  if (text.empty())
    return midnight;
  if (text[0] != 'T' && text[0] != 't' && text[0] != ' ')
    return std::nullopt;
  auto of_day = read_time_of_day(text.substr(1));
  if (!of_day)
    return std::nullopt;
  return midnight + *of_day;
}

} // namespace leadmill
