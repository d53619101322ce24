// A destination of kind "csv" or "ndjson" on the disk: where its files are, and
// which jobs go there.
#pragma once

#include <filesystem>
#include <string>

#include <sys/types.h>

#include "messages/destination.hpp"
#include "messages/errors.hpp"
#include "messages/job.hpp"

namespace leadmill {

struct export_target {
  export_declaration declared;
  /// The data directory, which is there.
  std::filesystem::path data;

  /// Where its files are: exports/NAME in the data directory, unless it says.
  std::filesystem::path directory() const;
  /// Whether nobody else has files there.
  bool is_ours() const { return declared.directory.empty(); }
  /// What only we read: exports/.KIND/NAME in the data directory.
  std::filesystem::path kept(const std::string& kind) const;
  /// Makes the directories above both.
  outcome<void> make_parents(const std::string& kind) const;
  /// Of a job, or of a day: "NAME.csv".
  std::string file_name(const std::string& stem) const;
  /// The other way round; empty for a file of another kind.
  std::string stem_of(const std::string& file_name) const;
  /// In a directory of the user's own, who may enter that may read, too.
  mode_t mode() const { return is_ours() ? 0600 : 0640; }
  /// Whether a job's leads go there.
  bool takes(const job& of) const;
};

} // namespace leadmill
