// How often a provider or source may still be asked, by its limits and its
// spend cap. Days and months are those of UTC. Pure, of a passed-in time.
#pragma once

#include <cstdint>
#include <optional>

#include "messages/errors.hpp"
#include "messages/queries.hpp"
#include "messages/time.hpp"
#include "messages/upstream.hpp"

namespace leadmill {

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

 private:
  /// What was used on another day, or in another month, counts no more.
  void turn_to(unix_ms now);

  upstream_bounds bounds_;
  usage_entry used_;
  std::int64_t day_ = 0;
  std::int64_t month_ = 0;
};

} // namespace leadmill
