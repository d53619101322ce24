// SQLite's file system with faults on demand: writes that fail because the
// disk is full, syncs that fail, locks that are taken, and a count of the syncs
// of the log.
#pragma once

namespace leadmill::test {

enum class io_call { write, sync, read, lock };

/// While it lives, databases that are opened go through it. One at a time.
class fault_vfs {
 public:
  fault_vfs();
  ~fault_vfs();
  fault_vfs(const fault_vfs&) = delete;
  fault_vfs& operator=(const fault_vfs&) = delete;

  /// The `nth` call from now on (1: the next one) fails with `code`, and no
  /// other. Writing counts cutting a file too, locking that of the log's index.
  void fail_once(io_call what, int nth, int code);

  /// ... and every one after it, until `heal`.
  void fail_from(io_call what, int nth, int code);

  /// Nothing fails any more.
  void heal();

  /// Whether a call failed since the last order to fail.
  bool has_failed() const;

  /// The result code of every write / sync / read from now on; 0: none fails.
  void fail_writes(int code);
  void fail_syncs(int code);
  void fail_reads(int code);

  /// Syncs of a write-ahead log so far.
  int log_syncs() const;
};

} // namespace leadmill::test
