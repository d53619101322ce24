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
