// The actor that keeps what the store holds in files as well (kept_files.hpp),
// for whoever reads those: the results of scraping jobs and the leads of each
// day in the data directory; or what destinations of kind "csv" and "ndjson"
// get.
//
// It is told of every committed state of a job, but what it writes is taken
// from the store. A job is never harmed by it: what cannot be written now is
// reported, and tried again with the next tick; what a crash has kept it from
// writing, it finds at its start among the jobs that ended last. Spawn it
// detached, since it blocks on the disk.
#pragma once

#include <chrono>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <memory>
#include <string>
#include <type_traits>
#include <vector>

#include <caf/stateful_actor.hpp>
#include <caf/typed_event_based_actor.hpp>

#include "actors/outputs/kept_files.hpp"
#include "messages/actors.hpp"
#include "messages/destination.hpp"
#include "messages/time.hpp"
#include "store/job_store.hpp"

namespace leadmill {

using kept_files_list = std::vector<std::shared_ptr<kept_files>>;

/// What is kept in the data directory, which is there: api-results/ and
/// enriched-leads/.
kept_files_list keep_results(const std::filesystem::path& data);

/// The files of these destinations.
kept_files_list keep_exports(const std::vector<export_declaration>& exports,
                             const std::filesystem::path& data);

struct result_files_options {
  /// Of no other actor.
  kept_files_list kept;
  std::shared_ptr<job_reader> reader;
  /// Told of what could not be written, on the actor's thread.
  std::function<void(const problem&)> on_problem;
  wall_clock now = system_now;
  /// Between two writes of everything; more when writing takes long.
  std::chrono::milliseconds period{60'000};
};

struct result_files_state {
  result_files_state() = default;

  outcome<void> note(const note_job& what);
  /// Writes everything.
  outcome<void> write_all();
  outcome<void> remove(const std::string& job);
  outcome<void> forget(const forget_lead& what);
  bool has_work() const;

  result_files_options options;
  /// How many of what is kept have looked at what is there; they do so in
  /// order.
  std::size_t looked = 0;
  /// Before the next write of everything.
  std::chrono::milliseconds rest{0};
  bool ticking = false;
  static inline const char* name = "result_files";

 private:
  outcome<void> look();
};

using result_files_pointer =
    result_files_actor::stateful_pointer<result_files_state>;
// g++ 12 would hand the self pointer to an aggregate's first member.
static_assert(
    !std::is_constructible_v<result_files_state, result_files_pointer>);

result_files_actor::behavior_type result_files(result_files_pointer self,
                                               result_files_options options);

} // namespace leadmill
