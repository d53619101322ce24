// One job from a terminal, seen through to its end: in this process or on a
// server, with its progress and its results. What `enrich` and `scrape` share.
#pragma once

#include <filesystem>
#include <functional>
#include <string>
#include <string_view>

#include "cli/job_watch.hpp"
#include "config/config.hpp"
#include "config/load.hpp"
#include "messages/bridge.hpp"

namespace leadmill {

struct job_run {
  /// As its messages begin: "leadmill enrich".
  std::string command;
  /// As others are told who holds the data directory.
  std::string holder;
  /// Run it on this server (http://host:port) instead of in this process.
  std::string server;
  /// Where the results go, and how; "-" is standard output.
  std::filesystem::path out;
  result_format format = result_format::csv;
  /// Print the summary as JSON, and no progress: on standard output, or on
  /// standard error when the results go there.
  bool json = false;
  /// For a search that failed in this process: the command that goes on with
  /// it, but for its id.
  std::string go_on;
};

/// What goes before: reads the configuration, makes sure that the results can
/// be written, lets signals stop the job, and then does `work`, whose exit
/// status it returns. 78 for a wrong configuration, with every problem of it.
int with_configuration(
    const job_run& how, const config_sources& sources,
    const std::function<int(const config&, change_signal&)>& work);

/// Runs it in this process, or on the server. A job of an earlier run that is
/// still open, known by the draft's first tag, is followed instead. Returns the
/// exit status: 0 when the job completed and its results are written, 1
/// otherwise.
int run_job(const job_run& how, const config& settings, job_draft draft,
            change_signal& changes);

/// The same for a job that ended before: it is retried.
int rerun_job(const job_run& how, const config& settings, const std::string& id,
              change_signal& changes);

/// What the above do once they have a bridge: submit, follow, write the
/// results, print the summary.
int see_through(bridge& port, const job_run& how, job_draft draft,
                change_signal& changes);

/// The same for a job that is there: retries it unless it is open.
int see_again(bridge& port, const job_run& how, const std::string& id,
              change_signal& changes);

/// Says on standard error what went wrong; returns exit status 1.
int tell(const job_run& how, const problem& what);

/// A tag by which the job of this work is found again: `prefix` and a digest.
std::string work_tag(std::string_view prefix, std::string_view work);

} // namespace leadmill
