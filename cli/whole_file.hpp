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

/// Writes under a temporary name in the same folder; `commit` syncs and
/// renames. Without it nothing is left behind.
class whole_file_writer {
 public:
  static outcome<whole_file_writer> create(std::filesystem::path path);
  whole_file_writer(whole_file_writer&& other) noexcept;
  ~whole_file_writer();
  whole_file_writer& operator=(whole_file_writer&&) = delete;

  outcome<bool> write(std::string_view text);
  outcome<bool> commit();

 private:
  whole_file_writer(std::filesystem::path path, std::filesystem::path temporary,
                    int file);
  tl::unexpected<problem> failure(const char* what) const;

  std::filesystem::path path_;
  std::filesystem::path temporary_;
  int file_ = -1;
};

} // namespace leadmill
