// The results of each scraping job that is done, in a file of its own:
// api-results/<time>-<source>-<jobId>.json, with the search, the counts and the
// leads (layout: lead_file.hpp). A file goes with its job.
#pragma once

#include <filesystem>
#include <map>
#include <set>
#include <string>
#include <vector>

#include "actors/outputs/kept_files.hpp"

namespace leadmill {

class api_results final : public kept_files {
 public:
  explicit api_results(std::filesystem::path directory)
      : directory_(std::move(directory)) {}

  outcome<void> look(job_reader& reader, const stored_jobs_now& jobs,
                     unix_ms now) override;
  void note(const std::string& job, bool open, std::uint64_t seq) override;
  outcome<void> write_ended(job_reader& reader) override;
  outcome<void> write_all(job_reader& reader, unix_ms) override {
    return write_ended(reader);
  }
  outcome<void> remove(const std::string& job) override;
  outcome<void> forget(job_reader& reader, const std::string& key,
                       const std::vector<lead_place>& places) override;
  bool has_work() const override { return !done_.empty() || !gone_.empty(); }

 private:
  void list_files();
  outcome<void> write(job_reader& reader, const std::string& job);
  /// Removes the files of a job but the one of this name.
  outcome<void> remove_but(const std::string& job, const std::string& name);
  outcome<void> remove_gone();

  std::filesystem::path directory_;
  /// The names of the files of each job: one, unless a crash has left more.
  std::map<std::string, std::set<std::string>> files_;
  bool has_listed_ = false;
  /// Scraping jobs that may be done, and jobs that were removed, whose files
  /// are not yet what they should be.
  std::set<std::string> done_;
  std::set<std::string> gone_;
};

} // namespace leadmill
