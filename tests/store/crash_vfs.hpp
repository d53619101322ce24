// SQLite's file system that remembers, beside doing it, every change of a file
// and every sync, so that a test can ask what a disk would hold had the power
// failed at any moment: what was synced for certain, of the rest anything.
#pragma once

#include <cstdint>
#include <filesystem>
#include <map>
#include <random>
#include <string>
#include <vector>

namespace leadmill::test {

/// What was done to a file.
struct file_event {
  enum what_type { write, cut, sync, remove, sync_dir, mark };
  what_type what = write;
  std::string path;
  /// Where a write begins, or the size after a cut.
  std::uint64_t at = 0;
  std::string bytes;
};

/// While it lives, databases that are opened go through it. One at a time.
class crash_vfs {
 public:
  crash_vfs();
  ~crash_vfs();
  crash_vfs(const crash_vfs&) = delete;
  crash_vfs& operator=(const crash_vfs&) = delete;

  /// Puts a mark behind what was done so far, e.g. that somebody was told.
  void mark();

  /// Everything that was done, in order.
  const std::vector<file_event>& events() const;
};

/// What of the changes that were not synced reaches the disk.
enum class survivors {
  none,
  /// All but the last, of which the first half does.
  all_but_half,
  /// Any sectors of any of them.
  some_sectors,
};

/// The files of one directory on which events happen, until the power fails. A
/// file that is synced is there with all that was done to it before; one that
/// was removed may come back until the directory is synced.
class lossy_disk {
 public:
  void apply(const file_event& event);

  /// Whether anything is at stake.
  bool has_unsynced() const;

  /// Writes the files as they are after a power failure into `dir`, under the
  /// last part of their path. Index files of a write-ahead log (-shm) do not
  /// survive.
  void fail_power(survivors which, std::uint32_t seed,
                  const std::filesystem::path& dir) const;

 private:
  struct file {
    bool exists = false;
    std::string bytes;
    /// Not synced yet.
    std::vector<file_event> pending;
  };
  static void change(file& of, const file_event& event);
  static void forget_removed(file& of);
  static file survive(const file& of, survivors which, std::mt19937& random,
                      bool has_last);

  std::map<std::string, file> files_;
  /// The file that was changed last.
  std::string last_;
};

} // namespace leadmill::test
