// Addresses and URLs as a configuration holds them, and whether they stay on
// this machine. Nothing is looked up.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "config/config.hpp"

namespace leadmill {

/// `host:port`; an IPv6 host needs its brackets, and no host is assumed.
std::optional<endpoint> parse_endpoint(std::string_view text);

/// Whether an address to listen on is reachable from this machine only: an
/// address literal of 127.0.0.0/8, ::1, or the name "localhost". No other name
/// is looked up, since what it means can change.
bool is_loopback(std::string_view host);

/// Whether a URL's host may lead back to this machine: what `is_loopback`
/// holds for, and every other spelling of it (127.1, 0.0.0.0, ::ffff:127.0.0.1,
/// names that end in "localhost").
bool may_reach_loopback(std::string_view host);

/// An absolute http or https URL, taken apart. `host` without brackets.
struct parsed_url {
  std::string scheme;
  std::string host;
  /// Empty: not given.
  std::string port;
  /// Path, query and fragment as written; empty, or begins with one of "/?#".
  std::string rest;
};

/// Nothing when `text` is no such URL, or holds a user name or password.
std::optional<parsed_url> parse_url(std::string_view text);

/// Whether `text` is an origin as browsers send it: scheme and host in lower
/// case, no default port, nothing behind.
bool is_origin(std::string_view text);

} // namespace leadmill
