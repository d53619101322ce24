// The actor that keeps results in files of the data directory as well, for
// whoever reads those: of each scraping job that is done,
// api-results/<time>-<source>-<jobId>.json, with the search, the counts and the
// leads; and of every day the leads that enrichment jobs saved
// (outputs/daily_summary.hpp).
//
// It is told of every committed state of a job, but takes what it writes from
// the store. A job is never harmed by it: what cannot be written now is
// reported, and tried again with the next tick; what a crash has kept it from
// writing, it finds at its start among the jobs that ended last. A file of
// api-results goes with its job. Spawn it detached, since it blocks on the
// disk.
#pragma once

#include <chrono>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <map>
#include <memory>
#include <set>
#include <string>
#include <type_traits>

#include <caf/stateful_actor.hpp>
#include <caf/typed_event_based_actor.hpp>

#include "actors/outputs/daily_summary.hpp"
#include "messages/actors.hpp"
#include "messages/time.hpp"
#include "store/job_store.hpp"

namespace leadmill {

struct result_files_options {
  /// The data directory, which is there.
  std::filesystem::path directory;
  std::shared_ptr<job_reader> reader;
  /// Told of what could not be written, on the actor's thread.
  std::function<void(const problem&)> on_problem;
  wall_clock now = system_now;
  /// Between two writes of a summary; more when writing takes long.
  std::chrono::milliseconds period{60'000};
};

struct result_files_state {
  result_files_state() : summary({}) {}

  /// Looks at what is there, and finds what is not. Before anything else.
  outcome<void> look();
  /// Takes note of a committed state.
  void note(const note_job& what);
  /// Writes the files of scraping jobs that are done.
  outcome<void> write_results();
  /// Writes everything.
  outcome<void> write_all();
  outcome<void> remove(const std::string& job);
  outcome<void> forget(const forget_lead& what);
  bool has_work() const;

  result_files_options options;
  daily_summary summary;
  /// The name of the file of a job's results.
  std::map<std::string, std::string> files;
  /// Scraping jobs that may be done, and enrichments with leads in no file.
  std::set<std::string> done;
  std::set<std::string> changed;
  /// Of the newest state that was noted.
  std::uint64_t seq = 0;
  /// Before the next write of a summary.
  std::chrono::milliseconds rest{0};
  bool has_looked = false;
  bool ticking = false;
  static inline const char* name = "result_files";

 private:
  std::filesystem::path results() const;
  void list_files();
  outcome<void> write_result(const std::string& job);
};

using result_files_pointer =
    result_files_actor::stateful_pointer<result_files_state>;
// g++ 12 would hand the self pointer to an aggregate's first member.
static_assert(
    !std::is_constructible_v<result_files_state, result_files_pointer>);

result_files_actor::behavior_type result_files(result_files_pointer self,
                                               result_files_options options);

} // namespace leadmill
