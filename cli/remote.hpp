// The commands that look at a server's jobs and steer them.
#pragma once

#include <cstdint>
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
int run_retry(bridge& server, const std::string& id, bool json);
int run_log(bridge& server, const std::string& id, bool json);

/// `cancel` and `retry` of many jobs.
int run_matching(bridge& server, const bulk_request& what, bool json);

int run_pause(bridge& server, const set_paused& what, bool json);
int run_cleanup(bridge& server, std::uint32_t days, bool json);
int run_erase(bridge& server, const std::string& key, bool json);
int run_stats(bridge& server, bool json);
/// With limits, which only a server knows.
int run_usage(remote_bridge& server, bool json);

/// Follows the job to its end; 0 when it completed.
int run_watch(bridge& server, const std::string& id, bool json);

} // namespace leadmill
