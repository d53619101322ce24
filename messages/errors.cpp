#include "messages/errors.hpp"

namespace leadmill {

const char* to_string(errc code) noexcept {
  switch (code) {
  case errc::invalid_argument:
    return "invalid_argument";
  case errc::not_found:
    return "not_found";
  case errc::conflict:
    return "conflict";
  case errc::key_reused:
    return "key_reused";
  case errc::stale:
    return "stale";
  case errc::too_many:
    return "too_many";
  case errc::unavailable:
    return "unavailable";
  case errc::draining:
    return "draining";
  case errc::daily_limit:
    return "daily_limit";
  case errc::monthly_limit:
    return "monthly_limit";
  case errc::cooling_down:
    return "cooling_down";
  case errc::upstream_failed:
    return "upstream_failed";
  case errc::upstream_refused:
    return "upstream_refused";
  case errc::dispatch_failed:
    return "dispatch_failed";
  case errc::disk_unknown:
    return "disk_unknown";
  case errc::timeout:
    return "timeout";
  case errc::internal:
    return "internal";
  }
  return "internal";
}

} // namespace leadmill
