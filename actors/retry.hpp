// How long a job backs off before its next attempt: exponentially, with full
// jitter. Pure: the caller brings the randomness.
#pragma once

#include <cstdint>

namespace leadmill {

struct retry_policy {
  /// The longest delay before the first retry.
  std::int64_t base_ms = 5'000;
  /// The longest delay before any.
  std::int64_t max_ms = 300'000;
};

/// The delay after the last of `failures` failed attempts, in milliseconds:
/// uniform in [1, min(max_ms, base_ms · 2^(failures − 1))]. This is the "full
/// jitter" of Marc Brooker's "Exponential Backoff And Jitter" (AWS Architecture
/// Blog, 2015), which gets jobs that failed together through with the least
/// work. That begins at 0; here at 1, so that a failed attempt is always seen
/// as backing off, also where the policy leaves no time at all. `bits` are 64
/// random ones. No failures count as one.
std::int64_t retry_delay_ms(std::uint32_t failures, const retry_policy& policy,
                            std::uint64_t bits);

} // namespace leadmill
