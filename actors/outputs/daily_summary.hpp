// The leads that certain jobs saved on a day, in one file a day:
// summary-2026-01-31.json (layout: lead_file.hpp), with counts by status. Days
// are those of UTC.
//
// Each file says at its end how much of which job was taken into it or one
// before it, so every lead stands in one file once, whatever crashes when: what
// is written and how far it goes are the same rename. (A lead that failed and
// was saved at a retry was saved twice, and so it stands.) A file that is not
// as it was written is set aside, under its name with ".unreadable".
#pragma once

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <map>
#include <set>
#include <string>
#include <vector>

#include "messages/errors.hpp"
#include "messages/time.hpp"
#include "store/job_store.hpp"

namespace leadmill {

struct daily_summary_options {
  std::filesystem::path directory;
  /// What the names of its files begin with.
  std::string prefix = "summary-";
  /// Whose leads stand there.
  std::function<bool(const job&)> takes;
};

class daily_summary {
 public:
  explicit daily_summary(daily_summary_options options)
      : options_(std::move(options)) {}

  /// Goes on where the files in the directory end. `unavailable` when they, or
  /// the store, cannot be read now.
  outcome<void> open(job_reader& reader);

  /// Which of these jobs may hold leads that are in no file yet. Without any
  /// file: those that have ended today, or not yet.
  std::set<std::string> find_changed(const std::vector<job>& jobs,
                                     unix_ms now) const;

  /// Adds what these jobs have saved since to the file of today; jobs that are
  /// gone, or not of those that it takes, are passed over. `seq`: whatever was
  /// committed up to there and is in no file is of these jobs. When it fails it
  /// may be tried again; no lead is lost or stands twice.
  outcome<void> update(job_reader& reader, const std::set<std::string>& jobs,
                       std::uint64_t seq, unix_ms now);

  /// The job was removed; its leads stay in the files.
  void forget_job(const std::string& id) { positions_.erase(id); }

  const std::filesystem::path& directory() const { return options_.directory; }

  /// The files that are there, the newest day first.
  std::vector<std::filesystem::path> files() const;
  /// The day of one of them: 2026-01-31.
  std::string day_of(const std::filesystem::path& file) const;

 private:
  struct position {
    /// The number of the lead saved last that is in a file.
    std::uint64_t since = 0;
    std::uint64_t seq = 0;
    bool open = true;
    bool operator==(const position&) const = default;
  };
  using positions = std::map<std::string, position>;
  class writing;

  outcome<void> read_positions(const std::filesystem::path& file);
  outcome<void> add(job_reader& reader, const std::string& id, writing& to,
                    positions& reached) const;
  static void prune(positions& reached);

  daily_summary_options options_;
  positions positions_;
  /// After a failure the newest file may be the old one or the new one.
  bool is_unsure_ = false;
  /// What was committed up to there is in the files.
  std::uint64_t seq_ = 0;
};

} // namespace leadmill
