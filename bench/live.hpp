// A subscriber of the live feed, as a page would be: it learns of a job's end
// by what the server pushes. A plain header: Beast stays inside live.cpp.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>

namespace leadmill::bench {

/// How a job ended, as the feed told.
struct job_end {
  std::string status;
  std::uint64_t saved = 0;
  std::uint64_t filtered = 0;
  std::uint64_t failed = 0;
  /// Frames of this job until then.
  std::uint64_t frames = 0;
};

class live_subscriber {
 public:
  /// Connects and subscribes to all jobs; returns when the snapshot is there.
  /// Throws what Beast throws.
  explicit live_subscriber(std::uint16_t port);
  ~live_subscriber();
  live_subscriber(const live_subscriber&) = delete;
  live_subscriber& operator=(const live_subscriber&) = delete;

  /// How many jobs the snapshot held.
  std::size_t jobs_at_start() const;

  /// Reads frames until that job has ended.
  job_end wait_for_end(const std::string& job_id);

 private:
  struct impl;
  std::unique_ptr<impl> impl_;
};

} // namespace leadmill::bench
