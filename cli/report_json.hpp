// Reads back what a server tells of its jobs as a whole: counts, a job's
// history, statistics, where a person stood; and of usage.
#pragma once

#include <string_view>
#include <vector>

#include "messages/bridge.hpp"
#include "messages/queries.hpp"
#include "messages/usage.hpp"

namespace leadmill {

/// {"success":true,"count":n} or {"success":true,"deleted":n}; `name` is which.
outcome<std::uint64_t> parse_count_answer(std::string_view body,
                                          const char* name);

/// {"success":true,"log":[…]}
outcome<std::vector<history_entry>> parse_log_answer(std::string_view body);

/// {"success":true,"types":{…},…}
outcome<job_stats> parse_stats_answer(std::string_view body);

/// {"success":true,"paused":{…},…}
outcome<paused_types> parse_paused_answer(std::string_view body);

/// {"success":true,"usage":[…],…}
outcome<std::vector<usage_line>> parse_usage_answer(std::string_view body);

/// {"success":true,"found":[…]}
outcome<std::vector<erased_place>> parse_erased_answer(std::string_view body);

} // namespace leadmill
