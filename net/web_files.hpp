// The files below web/, as they were built in: nothing is read at run time.
#pragma once

#include <span>
#include <string_view>

namespace leadmill {

struct web_file {
  /// Below web/, e.g. "index.html".
  std::string_view name;
  std::string_view content;
};

/// All of them, by name.
std::span<const web_file> web_files() noexcept;

} // namespace leadmill
