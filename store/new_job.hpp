// What a request to run a job makes at first.
#pragma once

#include "messages/changes.hpp"
#include "messages/errors.hpp"

namespace leadmill {

/// The job as accepted at `now`, `queued`, with its start time in `run_at` if
/// it has one. `invalid_argument` for a draft that no store can keep.
outcome<job> new_job(const job_draft& draft, unix_ms now);

/// The draft of the job that is accepted with this one and takes over what it
/// finds.
/// REQUIRES: `draft.then` is not empty.
job_draft then_of(const job_draft& draft);

} // namespace leadmill
