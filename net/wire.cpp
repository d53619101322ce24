#include "net/wire.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <ctime>

#include "net/status.hpp"

namespace leadmill {

namespace {

void append_field(std::string& out, std::string_view name,
                  std::string_view value) {
  if (value.find_first_of("\r\n") != value.npos)
    return;
  out += name;
  out += ": ";
  out += value;
  out += "\r\n";
}

bool has_field(const response& what, std::string_view name) {
  return std::any_of(what.headers.begin(), what.headers.end(),
                     [name](const auto& field) { return field.first == name; });
}

void append_framing(std::string& out, const response& what,
                    const wire_options& how) {
  if (how.how == framing::chunked)
    append_field(out, "Transfer-Encoding", "chunked");
  else if (how.how == framing::length && what.status != 204
           && what.status != 304 && what.status >= 200)
    append_field(out, "Content-Length", std::to_string(what.body.size()));
  if (!how.keep_alive)
    append_field(out, "Connection", "close");
  else if (how.http_1_0)
    append_field(out, "Connection", "keep-alive");
}

} // namespace

void append_head(std::string& out, const response& what,
                 const wire_options& how) {
  out += "HTTP/1.1 ";
  out += std::to_string(what.status);
  out += ' ';
  out += reason_of(what.status);
  out += "\r\n";
  append_field(out, "Date", how.date);
  append_field(out, "Server", "leadmill");
  append_field(out, "X-Content-Type-Options", "nosniff");
  if (!has_field(what, "Cache-Control"))
    append_field(out, "Cache-Control", "no-store");
  if (!what.content_type.empty())
    append_field(out, "Content-Type", what.content_type);
  for (const auto& [name, value] : what.headers)
    append_field(out, name, value);
  append_framing(out, what, how);
  out += "\r\n";
}

std::string chunk_head(std::size_t bytes) {
  std::array<char, 20> text{};
  auto end =
      std::to_chars(text.data(), text.data() + text.size(), bytes, 16).ptr;
  std::string out{text.data(), end};
  return out += "\r\n";
}

std::string http_date() {
  auto now = std::time(nullptr);
  std::tm parts{};
  gmtime_r(&now, &parts);
  std::array<char, 40> text{};
  auto size = std::strftime(text.data(), text.size(),
                            "%a, %d %b %Y %H:%M:%S GMT", &parts);
  return {text.data(), size};
}

} // namespace leadmill
