// Small text helpers that several steps share. All text is UTF-8.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "messages/ascii.hpp"

namespace leadmill {

bool is_ascii(std::string_view text) noexcept;

/// Without white space at both ends, including what people paste unseen:
/// no-break and zero-width spaces, byte order marks.
std::string_view trim(std::string_view text) noexcept;

/// Trimmed, with each run of white space inside as one space.
std::string squeeze(std::string_view text);

/// The parts between any of `separators`, trimmed; empty ones left out.
std::vector<std::string_view> split(std::string_view text,
                                    std::string_view separators);

/// Lower-case ASCII letters and digits; spaces and ASCII punctuation dropped,
/// everything beyond ASCII kept. "E-mail Address" is "emailaddress".
std::string fold_name(std::string_view text);

/// Whether a cell says that it has no value: empty, "n/a", "null", "-", ….
bool is_placeholder(std::string_view trimmed) noexcept;

} // namespace leadmill
