// What a try to deliver means for its delivery: done, to be tried again, given
// up, or nothing more may go there. Pure: the caller brings time and chance.
#pragma once

#include <cstdint>
#include <string>

#include "messages/http.hpp"
#include "messages/time.hpp"

namespace leadmill {

/// From its first try on a delivery is tried for so long: three days, so that
/// what breaks on a Friday evening can be mended on Monday.
constexpr unix_ms max_delivery_ms = unix_ms{3} * 24 * 60 * 60 * 1'000;

struct delivery_so_far {
  /// This one included.
  std::uint32_t tries = 1;
  /// Of this one, if it is the first.
  unix_ms first_try_at = 0;
  unix_ms now = 0;
};

struct delivery_verdict {
  enum class kind : std::uint8_t {
    delivered,
    /// To be tried at `next_at`.
    again,
    /// Given up; the next delivery goes on.
    dead,
    /// Its destination wants nothing any more (410): it stops, for the reason
    /// in `park`, and this delivery stays to be sent, from `next_at` on.
    parked,
  };
  kind what = kind::again;
  unix_ms next_at = 0;
  std::string park;
  bool operator==(const delivery_verdict&) const = default;
};

/// 2xx is delivered. 410 parks. Any other 4xx but 408, 425 and 429 is dead at
/// once, and so is a request that cannot be sent at all (`invalid`). Everything
/// else is tried again, after the pause of actors/retry.hpp (at most 5 s, then
/// doubled up to an hour), and not before a Retry-After has passed; the last
/// time when `max_delivery_ms` are over, upon which it is dead.
///
/// A redirect (3xx) is not followed, and is tried again, as Standard Webhooks
/// has it a failure: somebody may mend the address. So is an address that is
/// `forbidden`: that may be an accident of a name server. One that was
/// `cancelled` was so by us, and is tried again at once.
delivery_verdict judge_delivery(const http_result& result,
                                const delivery_so_far& so_far,
                                std::uint64_t entropy);

} // namespace leadmill
