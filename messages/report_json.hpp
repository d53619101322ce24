// What is told about jobs as a whole, as JSON: a job's history, the statistics,
// where a person stood; and what was used of what is outside.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "messages/bridge.hpp"
#include "messages/queries.hpp"
#include "messages/usage.hpp"

namespace leadmill {

/// {"success":true,"jobId","log":[{"seq","time","attempt","from"?,"to","node"?,
/// "reason"?}]}
std::string to_json(std::string_view id,
                    const std::vector<history_entry>& history);

/// {"success":true,"types":{"enrichment":{"byPhase":{…},"byStatus":{…},
/// "successRate","failureRate","retries","leads":{…},"waitingMs":{…},
/// "runningMs":{…}},…},"paused":{…}}. The rates are those of the jobs that
/// completed or failed; 0 when there are none.
std::string to_json(const job_stats& stats, const paused_types& paused);

/// {"success":true,"found":[{"jobId","row","in":["input","result"]}]}
std::string to_json(const std::vector<erased_place>& found);

/// {"success":true,"usage":[{"name","kind"?,"today","thisMonth","costToday",
/// "costThisMonth","dailyLimit"?,"monthlyLimit"?,"spendCap"?,"remainingToday"?,
/// "remainingThisMonth"?}],"costToday","costThisMonth"}, costs in the currency.
std::string to_json(const std::vector<usage_line>& usage);

} // namespace leadmill
