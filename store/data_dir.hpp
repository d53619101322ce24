// The data directory, which one process holds at a time.
#pragma once

#include <filesystem>
#include <string_view>

#include "messages/errors.hpp"

namespace leadmill {

/// Holds `<data>/lock` by flock(2) while it lives.
class data_dir {
 public:
  /// Makes the directory (mode 0700) if there is none and takes its lock;
  /// `description` tells others what runs here, e.g. "leadmill serve on
  /// 127.0.0.1:8288". `conflict` when another process holds it, saying which;
  /// `unavailable` when the directory cannot be used.
  static outcome<data_dir> open(const std::filesystem::path& path,
                                std::string_view description);

  data_dir(data_dir&& other) noexcept;
  data_dir& operator=(data_dir&& other) noexcept;
  ~data_dir();

  const std::filesystem::path& path() const { return path_; }
  /// Where the database is.
  std::filesystem::path database() const { return path_ / "leadmill.db"; }

 private:
  data_dir(std::filesystem::path path, int lock);

  std::filesystem::path path_;
  int lock_ = -1;
};

} // namespace leadmill
