// Reads a whole file that ought to be small.
#pragma once

#include <cstddef>
#include <filesystem>
#include <optional>
#include <string>

namespace leadmill {

/// The file's bytes; nothing when it is a directory, cannot be read, or has
/// more than `max_bytes`.
std::optional<std::string> read_small_file(const std::filesystem::path& file,
                                           std::size_t max_bytes);

} // namespace leadmill
