#include "actors/retry.hpp"

#include <algorithm>

namespace leadmill {

namespace {

/// The longest delay, at least 1; for any number of failures.
std::int64_t bound_of(std::uint32_t failures, const retry_policy& policy) {
  auto most = std::max<std::int64_t>(policy.max_ms, 1);
  auto bound = std::clamp<std::int64_t>(policy.base_ms, 1, most);
  for (std::uint32_t n = 1; n < failures && bound < most; ++n)
    bound = bound > most / 2 ? most : bound * 2;
  return bound;
}

} // namespace

std::int64_t retry_delay_ms(std::uint32_t failures, const retry_policy& policy,
                            std::uint64_t bits) {
  // The remainder favors small values by less than 2^-25 for delays of up to
  // ten years.
  auto bound = static_cast<std::uint64_t>(bound_of(failures, policy));
  return static_cast<std::int64_t>(1 + bits % bound);
}

} // namespace leadmill
