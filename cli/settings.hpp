// What the commands share: exit statuses, and how a wrong configuration is
// told.
#pragma once

#include <iosfwd>
#include <vector>

#include "config/problem.hpp"

namespace leadmill {

constexpr int exit_done = 0;
constexpr int exit_failure = 1;
constexpr int exit_usage = 2;
/// sysexits(3), an I/O error: the disk cannot be trusted any more.
constexpr int exit_disk_unknown = 74;
/// sysexits(3): a wrong configuration.
constexpr int exit_config = 78;

/// Prints every problem, a line each; returns `exit_config`.
int report_problems(const std::vector<config_problem>& problems,
                    std::ostream& err);

} // namespace leadmill
