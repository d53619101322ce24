// A site's robots.txt, as RFC 9309 has it: what a source that obeys it may read
// there.
#pragma once

#include <chrono>
#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace leadmill {

/// The product token by which a site names us.
constexpr std::string_view robots_token = "leadmill";

/// What is beyond is not read (RFC 9309, section 2.5).
constexpr std::size_t max_robots_bytes = std::size_t{500} << 10;

/// The rules for us: those of all groups that name us, else of all that name
/// `*`.
class robots_rules {
 public:
  /// Allow everything, or nothing.
  explicit robots_rules(bool all_allowed = true);

  /// Whether this path with its query may be read: the longest rule that
  /// matches decides, of equals the one that allows. `/robots.txt` always may.
  bool allows(std::string_view path_and_query) const;

  /// How long it asks to wait between two requests, in whole seconds, at most
  /// an hour. Not of the RFC, but a courtesy.
  std::optional<std::chrono::seconds> crawl_delay() const;

 private:
  friend robots_rules parse_robots(std::string_view text);

  struct rule {
    /// Normalized; `*` is any text.
    std::string pattern;
    bool to_the_end = false;
    bool allow = false;
  };
  static bool matches(const rule& what, std::string_view path);

  bool all_allowed_ = true;
  std::vector<rule> rules_;
  std::optional<std::chrono::seconds> delay_;
};

robots_rules parse_robots(std::string_view text);

/// The rules that an answer to `GET /robots.txt` means: 2xx what it says, 4xx
/// (there is none) and 3xx (a redirect without an address) everything, and 5xx
/// or no answer (status 0) nothing.
robots_rules robots_of_answer(int status, std::string_view body);

} // namespace leadmill
