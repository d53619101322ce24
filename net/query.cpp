#include "net/query.hpp"

#include <algorithm>
#include <charconv>
#include <chrono>

#include "messages/json.hpp"

namespace leadmill {

namespace {

int hex_value(char c) {
  if (c >= '0' && c <= '9')
    return c - '0';
  if (c >= 'a' && c <= 'f')
    return c - 'a' + 10;
  if (c >= 'A' && c <= 'F')
    return c - 'A' + 10;
  return -1;
}

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

/// As RFC 6901 has it.
std::string to_pointer(std::string_view name) {
  std::string out = "/";
  for (auto c : name) {
    if (c == '~' || c == '/')
      out += c == '~' ? "~0" : "~1";
    else
      out += c;
  }
  return out;
}

} // namespace

tl::unexpected<problem> refuse_parameter(std::string_view name,
                                         std::string_view why) {
  auto detail = std::string{name} + " " + std::string{why};
  return tl::make_unexpected(
      problem{errc::invalid_argument, detail, {{to_pointer(name), detail}}});
}

outcome<std::string> decode_percent(std::string_view text, bool plus_is_space,
                                    std::string_view what) {
  std::string out;
  out.reserve(text.size());
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] == '+' && plus_is_space) {
      out += ' ';
    } else if (text[i] != '%') {
      out += text[i];
    } else {
      auto high = i + 2 < text.size() ? hex_value(text[i + 1]) : -1;
      auto low = i + 2 < text.size() ? hex_value(text[i + 2]) : -1;
      if (high < 0 || low < 0)
        return fail(errc::invalid_argument,
                    std::string{what}
                        + " has a broken percent-encoding: a % "
                          "must be followed by two hex digits");
      out += static_cast<char>(high * 16 + low);
      i += 2;
    }
  }
  if (out.find('\0') != out.npos)
    return fail(errc::invalid_argument,
                std::string{what} + " holds a NUL character");
  if (!is_utf8(out))
    return fail(errc::invalid_argument, std::string{what} + " is not UTF-8");
  return out;
}

outcome<query_params> query_params::parse(std::string_view raw) {
  query_params out;
  while (!raw.empty()) {
    auto item = raw.substr(0, raw.find('&'));
    raw.remove_prefix(std::min(raw.size(), item.size() + 1));
    if (item.empty())
      continue;
    auto name = decode_percent(item.substr(0, item.find('=')), true,
                               "A query parameter's name");
    if (!name)
      return tl::make_unexpected(name.error());
    auto equals = item.find('=');
    auto value = decode_percent(equals == item.npos ? std::string_view{}
                                                    : item.substr(equals + 1),
                                true, *name);
    if (!value)
      return tl::make_unexpected(value.error());
    if (out.find(*name) != nullptr)
      return refuse_parameter(*name, "is given twice");
    out.items_.emplace_back(std::move(*name), std::move(*value));
  }
  return out;
}

const std::string* query_params::find(std::string_view name) const noexcept {
  for (const auto& [key, value] : items_)
    if (key == name)
      return &value;
  return nullptr;
}

std::string_view query_params::text(std::string_view name) const noexcept {
  auto value = find(name);
  return value != nullptr ? std::string_view{*value} : std::string_view{};
}

outcome<bool> query_params::flag(std::string_view name) const {
  auto value = find(name);
  if (value == nullptr || *value == "false")
    return false;
  if (*value == "true")
    return true;
  return refuse_parameter(name, "must be true or false");
}

outcome<std::optional<std::uint64_t>>
query_params::number(std::string_view name, std::uint64_t low,
                     std::uint64_t high) const {
  auto value = find(name);
  if (value == nullptr)
    return std::optional<std::uint64_t>{};
  auto number = whole_number<std::uint64_t>(*value);
  if (!number || *number < low || *number > high)
    return refuse_parameter(name, "must be a whole number from "
                                      + std::to_string(low) + " to "
                                      + std::to_string(high));
  return number;
}

outcome<unix_ms> query_params::time(std::string_view name) const {
  auto value = find(name);
  if (value == nullptr)
    return 0;
  if (auto time = parse_time(*value))
    return *time;
  return refuse_parameter(name, "must be a time like 2026-01-31T09:00:00Z");
}

std::optional<unix_ms> parse_time(std::string_view text) noexcept {
  // Smaller numbers are rather years, or seconds.
  constexpr unix_ms least = 100'000'000'000;
  constexpr unix_ms year_10000 = 253'402'300'800'000;
  if (auto ms = whole_number<unix_ms>(text))
    return *ms >= least && *ms < year_10000 ? ms : std::nullopt;
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

outcome<request_target> parse_target(std::string_view raw) {
  request_target out;
  if (raw == "*") {
    out.path = "*";
    return out;
  }
  if (auto scheme = raw.find("://");
      !raw.starts_with('/') && scheme != raw.npos) {
    auto slash = raw.find_first_of("/?", scheme + 3);
    raw = slash == raw.npos ? std::string_view{"/"} : raw.substr(slash);
  }
  raw = raw.substr(0, raw.find('#'));
  auto mark = raw.find('?');
  auto path = decode_percent(raw.substr(0, mark), false, "The path");
  if (!path)
    return tl::make_unexpected(path.error());
  out.path = path->empty() ? "/" : std::move(*path);
  if (out.path[0] != '/')
    return fail(errc::invalid_argument, "The request target must be a path");
  if (mark == raw.npos)
    return out;
  auto query = query_params::parse(raw.substr(mark + 1));
  if (!query)
    return tl::make_unexpected(query.error());
  out.query = std::move(*query);
  return out;
}

} // namespace leadmill
