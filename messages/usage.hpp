// What was used of each provider and source, beside what may be.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "messages/queries.hpp"
#include "messages/upstream.hpp"

namespace leadmill {

enum class upstream_kind : std::uint8_t { provider, source };

const char* to_string(upstream_kind kind) noexcept;

/// What may be used of a provider or source, as its bounds have it; 0: as much
/// as one likes.
struct upstream_limits {
  std::string name;
  upstream_kind kind = upstream_kind::provider;
  std::uint64_t daily = 0;
  std::uint64_t monthly = 0;
  /// Per month.
  std::int64_t spend_cap_micros = 0;
  bool operator==(const upstream_limits&) const = default;
};

upstream_limits limits_of(const provider_declaration& from);
upstream_limits limits_of(const source_declaration& from);

struct usage_line {
  /// With the name.
  usage_entry used;
  /// Unset for one that is configured no longer: it has no limits either.
  std::optional<upstream_limits> limits;
  bool operator==(const usage_line&) const = default;
};

/// A line for each of `known`, in that order, whether it was ever used or not;
/// then one for each that was used and is not among them.
std::vector<usage_line> usage_lines(const usage_report& used,
                                    const std::vector<upstream_limits>& known);

/// What is left for today: of the day's limit, and of the month's if that is
/// less; unset without either.
std::optional<std::uint64_t> left_today(const usage_line& line) noexcept;

/// What is left of the month's limit; unset without one.
std::optional<std::uint64_t> left_this_month(const usage_line& line) noexcept;

/// Millionths of the currency as a decimal number without needless zeros:
/// "12.5", "0.000001", "3".
std::string amount_text(std::int64_t micros);

} // namespace leadmill
