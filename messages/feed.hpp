// What the live feed hands to its subscribers, in plain types.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <variant>
#include <vector>

#include "messages/job.hpp"

namespace leadmill {

/// A committed state of a job, encoded once and shared by all who send it.
struct live_job {
  std::uint64_t seq = 0;
  std::string id;
  job_type type = job_type::enrichment;
  bool open = true;
  /// The job as a JSON object.
  std::shared_ptr<const std::string> json;
};

/// A job was removed for good.
struct live_removed {
  std::uint64_t seq = 0;
  std::string id;
};

/// The answer to a request for a snapshot; `ticket` names the request. It holds
/// all jobs up to `seq`, and what was removed lately, each by rising seq: what
/// the feed publishes afterwards is newer.
struct live_snapshot {
  std::uint64_t ticket = 0;
  std::uint64_t seq = 0;
  std::vector<live_job> jobs;
  std::vector<live_removed> removed;
  /// Who knows all up to this, or further, can be told what happened since.
  /// Of what happened earlier, ends and removals are missing.
  std::uint64_t resumable_from = 0;
};

using live_event = std::variant<live_job, live_snapshot, live_removed>;

/// Takes what the feed publishes, in order, on the feed's thread; must not
/// block.
using live_sink = std::function<void(live_event)>;

} // namespace leadmill
