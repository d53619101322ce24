// SHA-256, for comparing what need not be kept.
#pragma once

#include <array>
#include <initializer_list>
#include <string>
#include <string_view>

namespace leadmill {

using sha256_digest = std::array<unsigned char, 32>;

/// Of the parts one behind the other.
sha256_digest sha256(std::initializer_list<std::string_view> parts);

/// In lower case.
std::string to_hex(const sha256_digest& digest);

} // namespace leadmill
