// Disks that fail and processes that die in the middle, for tests of files.
#pragma once

#include <functional>

namespace leadmill::testing {

/// While it lives, no directory of this process can be synced: what was renamed
/// there has its new name, and whoever renamed it is told of a failure.
class failing_directory_syncs {
 public:
  failing_directory_syncs();
  failing_directory_syncs(const failing_directory_syncs&) = delete;
  failing_directory_syncs& operator=(const failing_directory_syncs&) = delete;
  ~failing_directory_syncs();
};

/// Does `work` in a process of its own that dies in front of its `nth` call
/// (from 1) that writes, syncs, renames or removes a file; whether it came to
/// the end before.
bool comes_to_its_end(int nth, const std::function<void()>& work);

} // namespace leadmill::testing
