#include "actors/outside/url.hpp"

#include <algorithm>

#include "leads/text.hpp"

namespace leadmill {

namespace {

bool is_alnum(char c) noexcept {
  return is_ascii_letter(c) || is_ascii_digit(c);
}

bool is_one_of(char c, std::string_view set) noexcept {
  return set.find(c) != std::string_view::npos;
}

int hex_value(char c) noexcept {
  if (is_ascii_digit(c))
    return c - '0';
  auto low = ascii_lower(c);
  return low >= 'a' && low <= 'f' ? low - 'a' + 10 : -1;
}

void append_percent(std::string& out, char c) {
  static constexpr char hex[] = "0123456789ABCDEF";
  auto byte = static_cast<unsigned char>(c);
  out += '%';
  out += hex[byte >> 4];
  out += hex[byte & 15];
}

/// Encodes all for which `stays` is false.
template <class Stays>
std::string encode(std::string_view text, Stays stays) {
  std::string out;
  out.reserve(text.size());
  for (auto c : text)
    if (stays(c))
      out += c;
    else
      append_percent(out, c);
  return out;
}

bool is_host(std::string_view host) noexcept {
  if (host.starts_with('[') && host.ends_with(']')) {
    auto inside = host.substr(1, host.size() - 2);
    return !inside.empty()
           && std::all_of(inside.begin(), inside.end(), [](char c) {
                return hex_value(c) >= 0 || c == ':' || c == '.';
              });
  }
  return !host.empty() && std::all_of(host.begin(), host.end(), [](char c) {
    return is_alnum(c) || is_one_of(c, ".-_");
  });
}

/// Host and port of `HOST[:PORT]`; false for anything else.
bool read_authority(std::string_view text, url_parts& out) {
  auto colon = text.ends_with(']') ? std::string_view::npos : text.rfind(':');
  auto host = text.substr(0, colon);
  auto port = colon == std::string_view::npos ? "" : text.substr(colon + 1);
  auto digits = std::all_of(port.begin(), port.end(), is_ascii_digit);
  if (!is_host(host) || !digits || port.size() > 5)
    return false;
  out.host = ascii_lower(host);
  port.remove_prefix(std::min(port.find_first_not_of('0'), port.size()));
  if (!port.empty())
    out.port = port;
  else
    out.port = out.scheme == "https" ? "443" : "80";
  return true;
}

/// RFC 3986, section 5.2.4, for a path that begins with a slash. Like browsers,
/// takes encoded dots for dots.
std::string remove_dots(std::string_view path) {
  std::string out;
  while (!path.empty()) {
    auto segment = path.substr(1, path.find('/', 1) - 1);
    path.remove_prefix(segment.size() + 1);
    if (!is_dot_segment(segment)) {
      (out += '/') += segment;
      continue;
    }
    if (percent_decode(segment) == "..")
      out.erase(std::min(out.rfind('/'), out.size()));
    if (path.empty())
      out += '/';
  }
  return out.empty() ? "/" : out;
}

std::string join(const url_parts& parts) {
  auto out = parts.scheme + "://" + parts.host;
  if (parts.port != (parts.scheme == "https" ? "443" : "80"))
    out += ":" + parts.port;
  return out + parts.path + parts.query;
}

/// The length of a scheme with its colon, or 0.
std::size_t scheme_length(std::string_view text) noexcept {
  auto colon = text.find_first_of(":/?#");
  if (colon == 0 || colon == std::string_view::npos || text[colon] != ':')
    return 0;
  auto good = std::all_of(text.begin(), text.begin() + colon, [](char c) {
    return is_alnum(c) || is_one_of(c, "+-.");
  });
  return good && !is_ascii_digit(text[0]) ? colon + 1 : 0;
}

} // namespace

std::optional<url_parts> split_url(std::string_view url) {
  url_parts out;
  auto colon = scheme_length(url);
  if (colon == 0)
    return std::nullopt;
  out.scheme = ascii_lower(url.substr(0, colon - 1));
  url.remove_prefix(colon);
  if ((out.scheme != "http" && out.scheme != "https") || !url.starts_with("//"))
    return std::nullopt;
  url = url.substr(2, url.find('#') - 2);
  auto authority = url.substr(0, url.find_first_of("/?"));
  if (!read_authority(authority, out))
    return std::nullopt;
  url.remove_prefix(authority.size());
  auto mark = std::min(url.find('?'), url.size());
  out.path = mark == 0 ? "/" : url.substr(0, mark);
  out.query = url.substr(mark);
  return out;
}

bool same_origin(const url_parts& a, const url_parts& b) noexcept {
  return a.scheme == b.scheme && a.host == b.host && a.port == b.port;
}

std::optional<std::string> resolve_url(std::string_view base,
                                       std::string_view reference) {
  auto on = split_url(base);
  if (!on)
    return std::nullopt;
  std::string link{trim(reference)};
  std::erase_if(link, [](char c) { return is_one_of(c, "\t\r\n"); });
  link = tidy_url(link.substr(0, link.find('#')));
  if (scheme_length(link) > 0 || link.starts_with("//")) {
    auto whole =
        split_url(link.front() == '/' ? on->scheme + ":" + link : link);
    if (!whole)
      return std::nullopt;
    whole->path = remove_dots(whole->path);
    return join(*whole);
  }
  if (link.empty())
    return join(*on);
  auto mark = std::min(link.find('?'), link.size());
  auto path = link.substr(0, mark);
  if (path.empty()) {
    on->query = link;
    return join(*on);
  }
  if (path.front() != '/')
    path.insert(0, on->path, 0, on->path.rfind('/') + 1);
  on->path = remove_dots(path);
  on->query = link.substr(mark);
  return join(*on);
}

std::string percent_encode(std::string_view text) {
  return encode(text,
                [](char c) { return is_alnum(c) || is_one_of(c, "-._~"); });
}

std::string form_encode(std::string_view text) {
  auto out =
      encode(text, [](char c) { return is_alnum(c) || is_one_of(c, "*-._ "); });
  std::replace(out.begin(), out.end(), ' ', '+');
  return out;
}

std::string percent_decode(std::string_view text) {
  std::string out;
  out.reserve(text.size());
  for (std::size_t i = 0; i < text.size(); ++i) {
    auto high = i + 2 < text.size() ? hex_value(text[i + 1]) : -1;
    auto low = i + 2 < text.size() ? hex_value(text[i + 2]) : -1;
    if (text[i] != '%' || high < 0 || low < 0) {
      out += text[i];
      continue;
    }
    out += static_cast<char>(high * 16 + low);
    i += 2;
  }
  return out;
}

std::string tidy_url(std::string_view text) {
  return encode(text, [](char c) {
    return c > 0x20 && c < 0x7f && !is_one_of(c, "\"<>\\^`{|}");
  });
}

bool is_dot_segment(std::string_view segment) {
  // "%2e%2e" is the longest.
  if (segment.size() > 6)
    return false;
  auto plain = percent_decode(segment);
  return plain == "." || plain == "..";
}

} // namespace leadmill
