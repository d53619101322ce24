// Files that are read or written as a whole: a reader of a written one sees
// the old file or the new one, never half of it.
#pragma once

#include <filesystem>
#include <string>
#include <string_view>

#include "messages/errors.hpp"

namespace leadmill {

/// The bytes of a file; "-" is standard input. `unavailable` says why not,
/// `too_many` when it has more than `max_bytes`.
outcome<std::string> read_whole_file(const std::filesystem::path& path,
                                     std::size_t max_bytes);

/// Whether `path` can be written, so that nobody finds out after the work; "-"
/// can. Leaves everything as it is.
outcome<bool> check_writable(const std::filesystem::path& path);

/// Writes under a temporary name in the same folder; `commit` syncs and
/// renames. Without it nothing is left behind. Symbolic links stay: the file
/// that they name is replaced, and keeps who may read it. What is there and no
/// regular file (a pipe, a device) is written into at once.
class whole_file_writer {
 public:
  static outcome<whole_file_writer> create(std::filesystem::path path);
  whole_file_writer(whole_file_writer&& other) noexcept;
  ~whole_file_writer();
  whole_file_writer& operator=(whole_file_writer&&) = delete;

  outcome<bool> write(std::string_view text);
  outcome<bool> commit();

 private:
  explicit whole_file_writer(std::filesystem::path path);
  /// Written into as it is, without a temporary file.
  bool is_direct() const;

  /// As the caller named it.
  std::filesystem::path path_;
  /// The file behind its links.
  std::filesystem::path target_;
  std::filesystem::path temporary_;
  int file_ = -1;
};

} // namespace leadmill
