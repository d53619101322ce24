// How often a provider or source may still be asked, by its limits and its
// spend cap. Days and months are those of UTC. Pure, of a passed-in time.
#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "messages/errors.hpp"
#include "messages/queries.hpp"
#include "messages/time.hpp"
#include "messages/upstream.hpp"

namespace leadmill {

/// A limit that is nearly used up: "daily", "monthly" or "spend".
struct quota_use {
  const char* kind = "daily";
  /// In requests; of money in millionths.
  std::uint64_t used = 0;
  std::uint64_t limit = 0;
  /// Tells its day or month from every other.
  std::int64_t period = 0;
};

class allowance {
 public:
  /// `used` is what the store has counted by `now`.
  allowance(const upstream_bounds& bounds, const usage_entry& used,
            unix_ms now);

  /// `daily_limit` or `monthly_limit` when one more would be too many, `open`
  /// others being under way. The spend cap counts as a monthly limit.
  std::optional<errc> refuses(std::uint64_t open, unix_ms now);

  /// One more was answered.
  void count(unix_ms now);

  /// The limits of which 80 % are used, each once in its day or month.
  std::vector<quota_use> find_approaching(unix_ms now);

 private:
  /// What was used on another day, or in another month, counts no more.
  void turn_to(unix_ms now);

  upstream_bounds bounds_;
  usage_entry used_;
  std::int64_t day_ = 0;
  std::int64_t month_ = 0;
  bool told_daily_ = false;
  bool told_monthly_ = false;
  bool told_spend_ = false;
};

} // namespace leadmill
