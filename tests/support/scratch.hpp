// A directory of a test's own, gone when the test ends.
#pragma once

#include <filesystem>
#include <fstream>
#include <stdexcept>
#include <string>
#include <string_view>

#include <stdlib.h>

namespace leadmill {

class scratch {
 public:
  scratch() : scratch(std::filesystem::temp_directory_path()) {}

  explicit scratch(const std::filesystem::path& parent) {
    auto name = (parent / "leadmill-XXXXXX").string();
    if (!mkdtemp(name.data()))
      throw std::runtime_error("no temporary directory");
    path_ = name;
  }

  ~scratch() {
    std::error_code ignored;
    std::filesystem::remove_all(path_, ignored);
  }

  scratch(const scratch&) = delete;
  scratch& operator=(const scratch&) = delete;

  const std::filesystem::path& path() const { return path_; }

  std::filesystem::path operator/(const char* name) const {
    return path_ / name;
  }

  /// Writes a file into the directory and returns its path.
  std::string write(const std::string& name, std::string_view text) const {
    auto file = path_ / name;
    std::ofstream{file, std::ios::binary} << text;
    return file.string();
  }

 private:
  std::filesystem::path path_;
};

/// Where files cost no disk, for tests that are not about disks.
inline std::filesystem::path quick_parent() {
  std::error_code ignored;
  std::filesystem::path memory{"/dev/shm"};
  return std::filesystem::is_directory(memory, ignored)
             ? memory
             : std::filesystem::temp_directory_path();
}

} // namespace leadmill
