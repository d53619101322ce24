// SQLite's file system with faults on demand: writes that fail because the
// disk is full, syncs that fail, and a count of the syncs of the log.
#pragma once

namespace leadmill::test {

/// While it lives, databases that are opened go through it. One at a time.
class fault_vfs {
 public:
  fault_vfs();
  ~fault_vfs();
  fault_vfs(const fault_vfs&) = delete;
  fault_vfs& operator=(const fault_vfs&) = delete;

  /// The result code of every write / sync / read from now on; 0: none fails.
  void fail_writes(int code);
  void fail_syncs(int code);
  void fail_reads(int code);

  /// Syncs of a write-ahead log so far.
  int log_syncs() const;
};

} // namespace leadmill::test
