// How long to wait before an attempt is made again. Pure.
#pragma once

#include <cstdint>

namespace leadmill {

/// The wait before the first retry is at most `base_ms`; the bound doubles with
/// each failure, up to `max_ms`.
struct retry_policy {
  std::int64_t base_ms = 5'000;
  std::int64_t max_ms = 300'000;
};

/// Exponential backoff with full jitter: uniform in [1, min(max, base ·
/// 2^(failures − 1))] milliseconds, so that jobs which failed together do not
/// come back together (Marc Brooker, "Exponential Backoff And Jitter", AWS
/// Architecture Blog, 2015). `failures` counts the one that just happened;
/// `bits` are random.
std::int64_t retry_delay_ms(std::uint32_t failures, const retry_policy& policy,
                            std::uint64_t bits);

} // namespace leadmill
