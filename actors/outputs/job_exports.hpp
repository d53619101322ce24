// A destination that has a file for each job, JOB.csv, written when the job has
// ended, and again when it has ended after a retry. A file goes with its job.
//
// Up to which state of the store everything is written stands in
// exports/.jobs/NAME of the data directory, so that files that were taken away
// stay away: a restart writes what is missing, a crash also what was written in
// the minute before. A destination that is new has no files of jobs that ended
// before.
#pragma once

#include <cstdint>
#include <filesystem>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "actors/outputs/export_target.hpp"
#include "actors/outputs/kept_files.hpp"

namespace leadmill {

class job_exports final : public kept_files {
 public:
  explicit job_exports(export_target target) : target_(std::move(target)) {}

  outcome<void> look(job_reader& reader, const stored_jobs_now& jobs,
                     unix_ms now) override;
  void note(const std::string& job, bool open, std::uint64_t seq) override;
  outcome<void> write_ended(job_reader& reader) override;
  outcome<void> write_all(job_reader& reader, unix_ms now) override;
  outcome<void> remove(const std::string& job) override;
  outcome<void> forget(job_reader& reader, const std::string& key,
                       const std::vector<lead_place>& places) override;
  bool has_work() const override {
    return !ended_.empty() || !gone_.empty() || has_news_;
  }

 private:
  /// Who is left out of a file.
  struct forgotten {
    std::string key;
    std::set<std::uint32_t> rows;
  };

  std::filesystem::path file_of(const std::string& job) const;
  outcome<std::uint64_t> read_mark();
  outcome<void> write_mark();
  outcome<void> find_gone(job_reader& reader);
  outcome<void> remove_gone();
  outcome<void> write(job_reader& reader, const std::string& job);
  outcome<void> rewrite(job_reader& reader, const std::string& job,
                        const forgotten& person);
  outcome<void> copy(result_cursor& from, const forgotten& person) const;

  export_target target_;
  /// Jobs that may have ended, and jobs that were removed, whose files are not
  /// yet what they should be.
  std::set<std::string> ended_;
  std::set<std::string> gone_;
  /// Of the newest state that was noted.
  std::uint64_t seq_ = 0;
  /// Something was written since the mark was.
  bool has_news_ = false;
};

} // namespace leadmill
