// The secrets by which what goes out is signed, as Standard Webhooks has them.
#pragma once

#include <string>
#include <string_view>

#include "messages/errors.hpp"

namespace leadmill {

/// A key of less is guessed: 128 bits.
constexpr std::size_t min_signing_key_bytes = 16;

/// The bytes of a key: of `whsec_…` what its base64 stands for, of anything
/// else the text itself. `invalid_argument` when that is no base64 (RFC 4648,
/// padded, to the letter) or too short; the problem does not show the secret.
outcome<std::string> signing_key(std::string_view secret);

/// RFC 4648, padded.
std::string to_base64(std::string_view bytes);

} // namespace leadmill
