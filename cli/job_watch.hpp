// Follows one job to its end through a bridge, showing its progress, and
// fetches its results.
#pragma once

#include <atomic>
#include <chrono>
#include <condition_variable>
#include <filesystem>
#include <mutex>
#include <string>

#include "cli/progress.hpp"
#include "messages/bridge.hpp"

namespace leadmill {

/// Wakes the follower: the job may have changed, or somebody wants to stop.
class change_signal {
 public:
  /// Any thread.
  void notify();
  void stop();
  bool stopped() const;
  /// Waits for either, at most `limit`.
  void wait(std::chrono::milliseconds limit);

 private:
  std::mutex mutex_;
  std::condition_variable changed_;
  bool is_changed_ = false;
  std::atomic<bool> is_stopped_ = false;
};

/// How progress is shown on standard error.
enum class progress_style { none, lines, bar };

/// The style for standard error as it is.
progress_style style_for_terminal();

/// How long a server may be away: it restarts in less.
constexpr std::chrono::seconds server_patience{30};

/// Shows progress until the job has ended or `changes` was stopped; the job as
/// last seen. Answers `unavailable` and `timeout` are problems only when no
/// other came for `patience`.
outcome<job> follow(bridge& port, const std::string& id, change_signal& changes,
                    progress_style style,
                    std::chrono::milliseconds patience = server_patience);

/// Writes the results that `query` asks for to the file `out`, whole or not at
/// all; "-" is standard output.
outcome<bool> write_results(bridge& port, const result_query& query,
                            const std::filesystem::path& out);

/// Counts reasons and duplicates of the job's results.
outcome<bool> count_results(bridge& port, job_summary& summary);

} // namespace leadmill
