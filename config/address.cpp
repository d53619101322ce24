// Takes addresses and URLs apart; see config/address.hpp.
#include "config/address.hpp"

#include <algorithm>
#include <charconv>
#include <cstring>

#include <arpa/inet.h>
#include <netinet/in.h>

namespace leadmill {

namespace {

std::string lower(std::string_view text) {
  std::string result{text};
  for (auto& c : result)
    if (c >= 'A' && c <= 'Z')
      c = static_cast<char>(c - 'A' + 'a');
  return result;
}

bool is_name_char(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z')
         || (c >= '0' && c <= '9') || c == '.' || c == '-' || c == '_';
}

std::optional<in6_addr> ipv6(const std::string& host) {
  in6_addr address{};
  if (inet_pton(AF_INET6, host.c_str(), &address) != 1)
    return std::nullopt;
  return address;
}

bool is_host(const std::string& host) {
  if (host.find(':') != std::string::npos)
    return ipv6(host).has_value();
  return !host.empty() && std::all_of(host.begin(), host.end(), is_name_char);
}

std::optional<std::uint16_t> parse_port(std::string_view text) {
  std::uint16_t port = 0;
  auto end = text.data() + text.size();
  auto [stop, error] = std::from_chars(text.data(), end, port);
  if (error != std::errc{} || stop != end)
    return std::nullopt;
  return port;
}

struct authority {
  std::string host;
  std::optional<std::string> port;
};

// `host`, `host:port` or `[v6]:port`.
std::optional<authority> split_authority(std::string_view text) {
  authority result;
  if (text.starts_with('[')) {
    auto close = text.find(']');
    if (close == std::string_view::npos)
      return std::nullopt;
    result.host = text.substr(1, close - 1);
    text.remove_prefix(close + 1);
    if (!ipv6(result.host))
      return std::nullopt;
  } else {
    auto colon = std::min(text.find(':'), text.size());
    result.host = text.substr(0, colon);
    text.remove_prefix(colon);
  }
  if (!is_host(result.host))
    return std::nullopt;
  if (text.empty())
    return result;
  if (!text.starts_with(':') || !parse_port(text.substr(1)))
    return std::nullopt;
  result.port = text.substr(1);
  return result;
}

bool is_ipv4_loopback(const in_addr& address) {
  return (ntohl(address.s_addr) >> 24) == 127;
}

bool is_same(const in6_addr& a, const in6_addr& b) {
  return std::memcmp(&a, &b, sizeof(a)) == 0;
}

} // namespace

std::optional<endpoint> parse_endpoint(std::string_view text) {
  auto parts = split_authority(text);
  if (!parts || !parts->port)
    return std::nullopt;
  return endpoint{std::move(parts->host), *parse_port(*parts->port)};
}

bool is_loopback(std::string_view host) {
  auto name = lower(host);
  if (name == "localhost")
    return true;
  in_addr v4{};
  if (inet_pton(AF_INET, name.c_str(), &v4) == 1)
    return is_ipv4_loopback(v4);
  auto v6 = ipv6(name);
  return v6 && is_same(*v6, in6addr_loopback);
}

bool may_reach_loopback(std::string_view host) {
  if (is_loopback(host))
    return true;
  auto name = lower(host);
  while (name.ends_with('.'))
    name.pop_back();
  if (name.ends_with("localhost") || name == "localhost.localdomain"
      || name == "ip6-loopback")
    return true;
  in_addr v4{};
  if (inet_aton(name.c_str(), &v4) != 0)
    return is_ipv4_loopback(v4) || (ntohl(v4.s_addr) >> 24) == 0;
  auto v6 = ipv6(name);
  if (!v6)
    return false;
  if (is_same(*v6, in6addr_any))
    return true;
  return IN6_IS_ADDR_V4MAPPED(&*v6)
         && (v6->s6_addr[12] == 127 || v6->s6_addr[12] == 0);
}

std::optional<parsed_url> parse_url(std::string_view text) {
  auto visible = [](char c) { return c > 0x20 && c < 0x7f; };
  if (!std::all_of(text.begin(), text.end(), visible))
    return std::nullopt;
  auto colon = text.find("://");
  if (colon == std::string_view::npos)
    return std::nullopt;
  parsed_url result;
  result.scheme = lower(text.substr(0, colon));
  if (result.scheme != "http" && result.scheme != "https")
    return std::nullopt;
  text.remove_prefix(colon + 3);
  auto end = std::min(text.find_first_of("/?#"), text.size());
  auto parts = split_authority(text.substr(0, end));
  if (!parts)
    return std::nullopt;
  result.host = std::move(parts->host);
  result.port = parts->port.value_or("");
  result.rest = text.substr(end);
  return result;
}

bool is_origin(std::string_view text) {
  auto parts = parse_url(text);
  if (!parts || !parts->rest.empty() || lower(text) != text)
    return false;
  return parts->port != (parts->scheme == "https" ? "443" : "80");
}

} // namespace leadmill
