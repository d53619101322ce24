// `leadmill scrape`: reads leads from a source from a terminal, in this process
// or on a server.
#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "config/load.hpp"
#include "messages/changes.hpp"
#include "messages/errors.hpp"
#include "messages/queries.hpp"

namespace leadmill {

struct scrape_options {
  config_sources sources;
  /// Which of the configured sources to read.
  std::string source;
  /// What to search for: a JSON object, or "@" and the name of a file that
  /// holds one; "@-" is standard input.
  std::string params;
  /// Unset: as many as a request over HTTP gets.
  std::optional<std::uint32_t> pages, results;
  /// Instead of a new search: the job of an earlier one, to go on with.
  std::string retry;
  /// Where the leads go, by its ending as .json, .ndjson or CSV; "-" is
  /// standard output.
  std::filesystem::path out = "-";
  /// Run it on this server (http://host:port) instead of in this process.
  std::string server;
  std::vector<std::string> tags;
  job_priority priority = job_priority::normal;
  /// Print the summary as JSON, and no progress: on standard output, or on
  /// standard error when the leads go there.
  bool json = false;
};

/// Returns the exit status: 0 when the search completed and its leads are
/// written; 1 when it failed or was stopped, with the leads of the pages that
/// were read written all the same; 2 for parameters that are no JSON object;
/// 78 for a wrong configuration. A search that was stopped goes on when the
/// same command is run again; on a server it goes on by itself, and is followed
/// then.
int run_scrape(const scrape_options& options);

/// The search as a request over HTTP would have it, with `params` read; refuses
/// what that would, and a source that is not one of `known`.
outcome<job_draft> make_scrape_draft(const scrape_options& options,
                                     std::string_view params,
                                     std::vector<std::string> known);

/// By the file's ending, in any case.
result_format format_of(const std::filesystem::path& out);

/// The command that goes on with a search that failed in this process, but for
/// the job's id.
std::string go_on_command(const scrape_options& options);

} // namespace leadmill
