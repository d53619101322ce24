// A directory that is gone with its owner.
#pragma once

#include <cstdlib>
#include <filesystem>
#include <stdexcept>

namespace leadmill::test {

class temp_dir {
 public:
  temp_dir() : temp_dir(std::filesystem::temp_directory_path()) {}
  explicit temp_dir(const std::filesystem::path& parent) {
    auto name = (parent / "leadmill-XXXXXX").string();
    if (::mkdtemp(name.data()) == nullptr)
      throw std::runtime_error("no temporary directory");
    path_ = name;
  }
  ~temp_dir() {
    std::error_code ignored;
    std::filesystem::remove_all(path_, ignored);
  }
  temp_dir(const temp_dir&) = delete;
  temp_dir& operator=(const temp_dir&) = delete;

  const std::filesystem::path& path() const { return path_; }
  std::filesystem::path operator/(const char* name) const {
    return path_ / name;
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

} // namespace leadmill::test
