// `leadmill enrich`: the main job from a terminal, in this process or on a
// server.
#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "config/load.hpp"
#include "messages/job.hpp"

namespace leadmill {

struct enrich_options {
  config_sources sources;
  /// The CSV file to read; "-" is standard input.
  std::filesystem::path file;
  /// Where the results go; "-" is standard output; empty: the input's name with
  /// "-enriched" in it, in the current folder.
  std::filesystem::path out;
  /// Run it on this server (http://host:port) instead of in this process.
  std::string server;
  /// For the job, beside the one by which its file is known.
  std::vector<std::string> tags;
  job_priority priority = job_priority::normal;
  /// Print the summary as JSON, and no progress: on standard output, or on
  /// standard error when the results go there.
  bool json = false;
};

/// Returns the exit status: 0 when the job completed and its results are
/// written; 1 when it failed or was stopped; 78 for a wrong configuration.
/// A job that was stopped goes on when the same file is enriched again; on a
/// server it goes on by itself, and is followed then.
int run_enrich(const enrich_options& options);

} // namespace leadmill
