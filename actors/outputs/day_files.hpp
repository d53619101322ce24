// The leads of a day in a file (daily_summary.hpp), written as jobs save them:
// with every write, whatever was saved since the last one.
#pragma once

#include <cstdint>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "actors/outputs/daily_summary.hpp"
#include "actors/outputs/kept_files.hpp"

namespace leadmill {

class day_files : public kept_files {
 public:
  explicit day_files(daily_summary_options options)
      : summary_(std::move(options)) {}

  outcome<void> look(job_reader& reader, const stored_jobs_now& jobs,
                     unix_ms now) override;
  void note(const std::string& job, bool open, std::uint64_t seq) override;
  outcome<void> write_ended(job_reader&) override { return {}; }
  outcome<void> write_all(job_reader& reader, unix_ms now) override;
  outcome<void> remove(const std::string& job) override;
  outcome<void> forget(job_reader& reader, const std::string& key,
                       const std::vector<lead_place>& places) override;
  bool has_work() const override { return !changed_.empty(); }

 protected:
  const daily_summary& summary() const { return summary_; }

 private:
  daily_summary summary_;
  /// Jobs with leads that may be in no file yet.
  std::set<std::string> changed_;
  /// Of the newest state that was noted.
  std::uint64_t seq_ = 0;
};

} // namespace leadmill
