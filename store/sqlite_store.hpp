// The store that lasts: jobs, their rows and their results in one SQLite file.
#pragma once

#include <filesystem>
#include <memory>

#include "store/job_store.hpp"

namespace leadmill {

/// One writing connection, and as many reading ones as are asked for. What it
/// promises is in job_store.hpp; how the disk is treated, in
/// sqlite_connection.hpp.
class sqlite_store {
 public:
  /// Opens the database `file` or makes it. `conflict` when it is not ours or
  /// was written by a newer version, `unavailable` when it cannot be opened.
  /// `routes`: the destinations that there are. One store per file: the caller
  /// holds the lock of the data directory (data_dir.hpp).
  static outcome<std::unique_ptr<sqlite_store>>
  open(const std::filesystem::path& file,
       std::vector<outbox_route> routes = {});

  job_store& writer() { return *writer_; }

  /// Must not outlive the store; may be used on another thread.
  outcome<std::unique_ptr<job_reader>> make_reader() const;

 private:
  sqlite_store(std::filesystem::path file, std::unique_ptr<job_store> writer);

  std::filesystem::path file_;
  std::unique_ptr<job_store> writer_;
};

} // namespace leadmill
