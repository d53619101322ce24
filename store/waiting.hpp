// How one job's wait for another ends: pure functions for store/transition.cpp
// and for the stores, which hand the rows over.
#pragma once

#include <optional>
#include <string>

#include "messages/job.hpp"
#include "messages/lead.hpp"

namespace leadmill {

enum class wait_state { over, goes_on, in_vain };

/// What has become of the wait for `parent` (null: it is gone).
wait_state look_at(const job* parent, after_policy policy);

/// For a person: what has become of the job `id`, e.g. "The job that it waits
/// for, enrichment-…, is failed: It broke".
std::string say_parent(const std::string& id, const job* parent);

/// Puts a job that nothing but its time holds up where it belongs: `scheduled`,
/// or `queued` when `run_at` is not in the future.
void make_ready(job& state, unix_ms now);

/// When a job that has never started will lack nothing but a slot, as far as
/// its move from `from` (unset: its acceptance) to `state` tells; nothing when
/// it tells nothing new. What it waited before is not counted as waiting for a
/// slot.
std::optional<unix_ms> ready_time(std::optional<job_phase> from,
                                  const job& state, unix_ms now);

/// Whether a job that takes rows over takes this one: saved, and no duplicate.
bool is_taken_over(const lead_result& lead);

/// The row of the job that takes over. `input` is a JSON object, in which line
/// breaks can only stand between its parts; they become spaces.
std::string to_row(std::string input);

} // namespace leadmill
