#include "net/query.hpp"

#include <algorithm>
#include <charconv>

#include "messages/json.hpp"
#include "messages/parse_time.hpp"

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
std::optional<std::uint64_t> whole_number(std::string_view text) {
  std::uint64_t value = 0;
  auto end = text.data() + text.size();
  auto [rest, e] = std::from_chars(text.data(), end, value);
  if (text.empty() || e != std::errc{} || rest != end)
    return std::nullopt;
  return value;
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
  auto number = whole_number(*value);
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
