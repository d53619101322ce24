// The declarations of config/providers/ and config/sources/, as they were built
// in: they are there without any file.
#pragma once

#include <string_view>
#include <vector>

namespace leadmill {

struct shipped_file {
  /// "config/providers/number-lookup.toml"
  std::string_view name;
  std::string_view text;
};

/// In the order of their names.
const std::vector<shipped_file>& shipped_files();

} // namespace leadmill
