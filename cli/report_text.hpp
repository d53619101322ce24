// A job's history, the statistics and usage, for a person.
#pragma once

#include <string>
#include <vector>

#include "messages/bridge.hpp"
#include "messages/queries.hpp"
#include "messages/usage.hpp"

namespace leadmill {

/// "850 ms", "12.3 s", "4 min 05 s", "2 h 03 min".
std::string duration_text(std::int64_t ms);

/// A line for each change.
std::string to_text(const std::vector<history_entry>& history);

/// Some lines for each type.
std::string to_text(const job_stats& stats, const paused_types& paused);

/// A table: used today and this month, of how much, and what that cost.
std::string to_text(const std::vector<usage_line>& usage);

/// A line for each place, and one that counts them.
std::string to_text(const std::vector<erased_place>& found);

} // namespace leadmill
