// Something of the store that is kept in files as well, for whoever reads
// those. The actor of result_files.hpp tells it what happens, and when to
// write.
#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

#include "messages/errors.hpp"
#include "messages/queries.hpp"
#include "messages/time.hpp"
#include "store/job_store.hpp"

namespace leadmill {

/// What the store holds when files are looked at.
struct stored_jobs_now {
  std::vector<job> open;
  /// Those that ended last.
  std::vector<job> ended;
  /// Read before them: what comes later is noted.
  std::uint64_t seq = 0;
};

/// What cannot be done is tried again with the next call. Reads what it writes
/// from the store, so it may be told of a state more than once, or late.
class kept_files {
 public:
  virtual ~kept_files() = default;

  /// Looks at what is there, and finds what a crash has kept from being written
  /// or removed. Comes before any write; until it succeeds, again and again.
  virtual outcome<void> look(job_reader& reader, const stored_jobs_now& jobs,
                             unix_ms now) = 0;

  /// Takes note of a committed state, by its number; `open`: of a job that has
  /// not ended.
  virtual void note(const std::string& job, bool open, std::uint64_t seq) = 0;

  /// Writes what waits for nothing but the end of its job.
  virtual outcome<void> write_ended(job_reader& reader) = 0;

  /// Writes everything.
  virtual outcome<void> write_all(job_reader& reader, unix_ms now) = 0;

  /// The job was removed.
  virtual outcome<void> remove(const std::string& job) = 0;

  /// Takes a person out of every file: leads with this key, and these rows;
  /// whether or not the store has forgotten the person already. May be asked
  /// before `look`.
  virtual outcome<void> forget(job_reader& reader, const std::string& key,
                               const std::vector<lead_place>& places) = 0;

  virtual bool has_work() const = 0;
};

/// The regular files in a directory, sorted.
std::vector<std::filesystem::path>
files_in(const std::filesystem::path& directory);

/// Notes the first of several problems.
void keep_first(outcome<void>& first, outcome<void> next);

} // namespace leadmill
