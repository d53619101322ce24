// The [[schedule]]s of the configuration as recurring jobs.
#pragma once

#include <vector>

#include "actors/recurring.hpp"
#include "config/config.hpp"

namespace leadmill {

/// One for each schedule. Its draft is the CSV file as it is when it starts; a
/// file that is not there, or holds no leads, is a start without a job.
/// REQUIRES: the schedules were checked (config/check.hpp).
std::vector<recurring_job>
make_recurring(const std::vector<schedule_config>& schedules);

} // namespace leadmill
