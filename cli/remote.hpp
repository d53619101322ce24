// The commands that look at a server's jobs and steer them: jobs, status,
// results, cancel, watch.
#pragma once

#include <string>

#include "cli/remote_bridge.hpp"
#include "messages/queries.hpp"

namespace leadmill {

/// Each prints to standard output (JSON with `json`), problems to standard
/// error, and returns the exit status.
int run_jobs(bridge& server, const job_query& query, bool json);
int run_status(bridge& server, const std::string& id, bool json);
int run_results(bridge& server, const result_query& query,
                const std::string& out);
int run_cancel(bridge& server, const std::string& id, bool json);

/// Follows the job to its end; 0 when it completed.
int run_watch(bridge& server, const std::string& id, bool json);

} // namespace leadmill
