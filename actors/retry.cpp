#include "actors/retry.hpp"

#include <algorithm>

namespace leadmill {

namespace {

std::int64_t bound_of(std::uint32_t failures, const retry_policy& policy) {
  auto bound = std::min(policy.base_ms, policy.max_ms);
  for (std::uint32_t n = 1; n < failures && bound < policy.max_ms; ++n)
    bound = bound > policy.max_ms / 2 ? policy.max_ms : bound * 2;
  return std::max<std::int64_t>(bound, 1);
}

} // namespace

std::int64_t retry_delay_ms(std::uint32_t failures, const retry_policy& policy,
                            std::uint64_t bits) {
  auto bound = static_cast<std::uint64_t>(bound_of(failures, policy));
  return static_cast<std::int64_t>(1 + bits % bound);
}

} // namespace leadmill
