// Request targets: percent-decoding, query parameters, and their values read
// into checked types. Every refusal is `invalid_argument` and names what it is
// about.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "messages/errors.hpp"
#include "messages/time.hpp"

namespace leadmill {

/// The text behind %XX (and behind `+`, where that is a space). Refuses broken
/// escapes, invalid UTF-8 and NUL; `what` names the text in the refusal.
outcome<std::string> decode_percent(std::string_view text, bool plus_is_space,
                                    std::string_view what);

/// The parameters of a query, decoded.
class query_params {
 public:
  /// `raw` is what stands behind the `?`. A name that comes twice is refused:
  /// whichever value were taken, somebody would be surprised.
  static outcome<query_params> parse(std::string_view raw);

  const std::string* find(std::string_view name) const noexcept;

  /// The value, or "" when it is absent.
  std::string_view text(std::string_view name) const noexcept;

  /// "true" or "false"; absent is false.
  outcome<bool> flag(std::string_view name) const;

  /// A whole number from `low` to `high`; unset when absent.
  outcome<std::optional<std::uint64_t>>
  number(std::string_view name, std::uint64_t low, std::uint64_t high) const;

  /// A point in time, see `parse_time`. 0 when absent.
  outcome<unix_ms> time(std::string_view name) const;

 private:
  std::vector<std::pair<std::string, std::string>> items_;
};

/// Where a request goes.
struct request_target {
  std::string path;
  query_params query;
};

/// Reads an origin form ("/a?b"), an absolute form ("http://host/a?b") or "*".
outcome<request_target> parse_target(std::string_view raw);

/// `refuse_parameter("limit", "must be …")`: invalid_argument with a pointer.
tl::unexpected<problem> refuse_parameter(std::string_view name,
                                         std::string_view why);

} // namespace leadmill
