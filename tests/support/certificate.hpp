// A self-signed certificate made on the spot, for tests of TLS.
#pragma once

#include <string>

namespace leadmill::testing {

/// Both as PEM.
struct self_signed {
  std::string certificate;
  std::string key;
};

/// For the given IP address, valid for a day. Throws std::runtime_error.
self_signed make_certificate(const std::string& address);

} // namespace leadmill::testing
