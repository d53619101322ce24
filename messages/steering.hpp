// Requests that steer jobs by id or by filter, pause them, or clean up: parsed
// into checked types.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "messages/errors.hpp"
#include "messages/queries.hpp"
#include "messages/validate.hpp"

namespace leadmill {

/// One job, or all that a filter finds.
struct steer_request {
  /// Empty: `filter` counts.
  std::string job;
  job_query filter;
  bool dry_run = false;
};

/// `{jobId}` or `{filter:{status?,type?,tag?,from?,to?,q?},dryRun?}` of POST
/// /api/jobs/cancel and /api/jobs/retry. An empty filter finds every job; a
/// field that is unknown is refused, since it would be missed as a bound.
outcome<steer_request> parse_steer_request(std::string_view body,
                                           const request_rules& rules);

/// `{type?}` of POST /api/jobs/pause and /api/jobs/resume; an empty body is all
/// types.
outcome<std::optional<job_type>> parse_pause_request(std::string_view body);

/// `{daysToKeep?}` of POST /api/jobs/cleanup; an empty body is the default.
outcome<std::uint32_t> parse_cleanup_request(std::string_view body,
                                             const request_rules& rules);

} // namespace leadmill
