// One attempt of one enrichment job. Pulls rows chunk by chunk, spreads them
// over a small pool of step workers, asks providers about the leads that need
// it, and hands results to the status store, each as soon as it is there: never
// more than one chunk of rows and one un-acknowledged batch in flight, and as
// many leads being asked about as make a batch.
//
// It begins by reading its checkpoint, so that rows which earlier attempts
// saved are not done again. It quits once its end is committed, or at once
// when it learns that another attempt has replaced it. It knows only a row
// source, a result sink and the providers, so it may live on any node.
#pragma once

#include <chrono>
#include <cstdint>
#include <deque>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <type_traits>
#include <unordered_map>
#include <vector>

#include <caf/stateful_actor.hpp>
#include <caf/typed_event_based_actor.hpp>

#include "actors/lead_merge.hpp"
#include "leads/pipeline.hpp"
#include "messages/actors.hpp"
#include "messages/time.hpp"

namespace leadmill {

struct enrichment_job_options {
  attempt_ref attempt;
  /// Names of the steps; empty: as configured.
  std::vector<std::string> steps;
  row_source_actor source;
  result_sink_actor sink;
  std::shared_ptr<const pipeline> trade;
  /// By name: those that the steps of `trade` may ask.
  std::unordered_map<std::string, upstream_actor> providers;
  wall_clock now = system_now;
  /// Unset: step workers over `trade`.
  std::function<step_worker_actor()> spawn_worker;
  std::size_t workers = 2;
  std::uint32_t chunk_rows = 256;
  std::uint32_t slice_rows = 32;
  std::uint32_t batch_rows = 512;
  std::chrono::milliseconds request_timeout{60'000};
  /// For the steps on one lead, or on one slice of them.
  std::chrono::milliseconds step_timeout{60'000};
  /// Before it asks again a store that cannot write or does not answer.
  std::chrono::milliseconds retry_delay{1'000};
};

struct enrichment_job_state {
  enrichment_job_state() = default;

  /// Takes a part of the checkpoint.
  void add_checkpoint(const checkpoint_chunk& chunk);
  /// Takes pulled rows, without those that are saved.
  void add_rows(row_chunk chunk);
  /// The next rows for a worker; empty when there are none, or when so many
  /// results wait to be saved that more would only pile up.
  std::vector<input_row> next_slice();
  /// Whether to ask for rows now.
  bool wants_rows() const;
  /// Fills `unacked`, unless a batch is there that was not acknowledged.
  void begin_save();
  bool has_unsaved() const;
  /// Whether it waits for providers and for nothing else.
  bool only_asks() const;
  /// Whether every row was worked; with nothing unsaved, the job is done.
  bool is_done() const;

  enrichment_job_options options;
  std::vector<step_worker_actor> idle;
  /// By row, whether an earlier attempt saved it.
  std::vector<bool> saved;
  /// Pulled, and not yet with a worker.
  std::deque<input_row> rows;
  lead_merge merge;
  /// The batch that is being saved, kept until the store has it.
  std::vector<lead_result> unacked;
  std::optional<stop_attempt> stopping;
  std::uint32_t checkpoint_row = 0;
  std::uint32_t next_row = 0;
  std::uint64_t next_slice_number = 0;
  std::size_t working = 0;
  bool checkpoint_read = false;
  bool pulling = false;
  bool all_pulled = false;
  bool saving = false;
  bool ending = false;
  static inline const char* name = "enrichment_job";
};

using enrichment_job_pointer =
    job_actor::stateful_pointer<enrichment_job_state>;
// g++ 12 would hand the self pointer to an aggregate's first member.
static_assert(
    !std::is_constructible_v<enrichment_job_state, enrichment_job_pointer>);

job_actor::behavior_type enrichment_job(enrichment_job_pointer self,
                                        enrichment_job_options options);

} // namespace leadmill
