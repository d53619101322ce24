// What the store holds when the process starts, for those who go on with it.
#pragma once

#include <cstdint>
#include <vector>

#include "messages/errors.hpp"
#include "messages/job.hpp"
#include "messages/queries.hpp"
#include "store/job_store.hpp"

namespace leadmill {

struct stored_state {
  /// In order of acceptance.
  std::vector<job> open;
  /// As many as the live feed keeps, and one more; that which ended last is the
  /// last.
  std::vector<job> ended;
  removal_marks removed;
  std::uint64_t seq = 0;
  paused_types paused;
  usage_report used;
};

outcome<stored_state> read_state(job_reader& reader);

} // namespace leadmill
