// Addresses of what is outside: taken apart, resolved against one another, and
// their parts encoded. Only http and https.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace leadmill {

struct url_parts {
  /// In lower case.
  std::string scheme;
  /// In lower case; IPv6 in brackets.
  std::string host;
  /// The scheme's own when none is said.
  std::string port;
  /// From its slash on; "/" when there is none.
  std::string path;
  /// From its question mark on, or empty.
  std::string query;
};

/// Unset unless `url` is absolute, of http or https, with a host of letters,
/// digits, `.`, `-`, `_`, or in brackets, and without a user or a password:
/// whatever may be read in two ways is none.
std::optional<url_parts> split_url(std::string_view url);

/// Whether scheme, host and port are the same.
bool same_origin(const url_parts& a, const url_parts& b) noexcept;

/// What `reference` (of a link) is on the page at `base` (RFC 3986, section
/// 5.2), without a fragment; characters that have no place in a URL are
/// encoded, line breaks and tabs left out. Unset when it is no http or https.
std::optional<std::string> resolve_url(std::string_view base,
                                       std::string_view reference);

/// Everything but letters, digits and `-._~` as %XX, byte by byte.
std::string percent_encode(std::string_view text);

/// As a form has it (application/x-www-form-urlencoded): a space is a plus.
std::string form_encode(std::string_view text);

/// With %XX as the byte that it stands for; other percent signs stay.
std::string percent_decode(std::string_view text);

/// A URL, or a part of one, in which everything stands that may: what has no
/// place there (blanks, controls, bytes beyond ASCII, `"<>\^{|}` and the
/// backtick) as %XX.
std::string tidy_url(std::string_view text);

/// Whether a segment of a path is `.` or `..`, encoded or not.
bool is_dot_segment(std::string_view segment);

} // namespace leadmill
