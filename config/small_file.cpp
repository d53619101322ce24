// One bounded read; see config/small_file.hpp.
#include "config/small_file.hpp"

#include <fstream>

namespace leadmill {

std::optional<std::string> read_small_file(const std::filesystem::path& file,
                                           std::size_t max_bytes) {
  // A directory can be opened, and then reads as nothing.
  std::error_code error;
  if (std::filesystem::is_directory(file, error))
    return std::nullopt;
  std::ifstream in{file, std::ios::binary};
  if (!in)
    return std::nullopt;
  std::string text(max_bytes + 1, '\0');
  in.read(text.data(), static_cast<std::streamsize>(text.size()));
  text.resize(static_cast<std::size_t>(in.gcount()));
  if (in.bad() || text.size() > max_bytes)
    return std::nullopt;
  return text;
}

} // namespace leadmill
