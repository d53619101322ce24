// A file that is there as a whole or not at all: it is written under a
// temporary name beside it, synced, and only then renamed.
#pragma once

#include <filesystem>
#include <string>
#include <string_view>

#include "messages/errors.hpp"

namespace leadmill {

class durable_file {
 public:
  /// Begins a file; what stands at `path` stays there until `commit`. Makes its
  /// directory if there is none; only the owner may read either. One writer at
  /// a time. `unavailable` here and below, with the reason.
  static outcome<durable_file> create(std::filesystem::path path);

  durable_file(durable_file&& other) noexcept;
  durable_file& operator=(durable_file&&) = delete;
  /// Without a commit nothing is left of it.
  ~durable_file();

  outcome<void> write(std::string_view text);

  /// When this returns, the file is on the disk and the old one is gone.
  outcome<void> commit();

 private:
  explicit durable_file(std::filesystem::path path);
  outcome<void> flush();

  std::filesystem::path path_;
  std::filesystem::path temporary_;
  std::string buffer_;
  int file_ = -1;
};

/// Removes what a crash has left of such files in a directory.
void remove_unfinished(const std::filesystem::path& directory);

/// Removes a file for good; one that is not there is.
outcome<void> remove_durably(const std::filesystem::path& path);

} // namespace leadmill
