// A file that is there as a whole or not at all: it is written under a
// temporary name beside it, synced, and only then renamed.
#pragma once

#include <filesystem>
#include <functional>
#include <string>
#include <string_view>

#include <sys/types.h>

#include "messages/errors.hpp"

namespace leadmill {

class durable_file {
 public:
  /// Begins a file; what stands at `path` stays there until `commit`. Makes its
  /// directory if there is none, which only the owner may read; the file may be
  /// read by whom `mode` says. One writer at a time. `unavailable` here and
  /// below, with the reason.
  static outcome<durable_file> create(const std::filesystem::path& path,
                                      mode_t mode = 0600);

  durable_file(durable_file&& other) noexcept;
  durable_file& operator=(durable_file&&) = delete;
  /// Without a commit nothing is left of it.
  ~durable_file();

  outcome<void> write(std::string_view text);

  /// When this returns, the file is on the disk and the old one is gone. When
  /// it fails, one of the two is there, as a whole.
  outcome<void> commit();

 private:
  explicit durable_file(const std::filesystem::path& path);
  outcome<void> flush();

  std::filesystem::path directory_path_;
  std::string name_;
  std::string temporary_;
  std::string buffer_;
  /// Open from the start, so that nothing but the disk can fail at the end.
  int directory_ = -1;
  int file_ = -1;
};

/// Makes a directory for the owner alone, if there is none; not its parents.
outcome<void> make_directory(const std::filesystem::path& path);

/// Removes what a crash has left of such files in a directory; where others
/// have files too, only of those whose names are `ours`.
void remove_unfinished(
    const std::filesystem::path& directory,
    const std::function<bool(const std::string& name)>& ours = {});

/// Removes a file for good; one that is not there is.
outcome<void> remove_durably(const std::filesystem::path& path);

} // namespace leadmill
