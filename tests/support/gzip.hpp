// Bytes as gzip, for scripted upstreams.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace leadmill::testing {

/// Throws std::runtime_error.
std::string gzip(std::string_view text);

/// So many zero bytes as gzip: a thousandth of that.
std::string gzip_bomb(std::uint64_t unpacked_bytes);

} // namespace leadmill::testing
