// `leadmill serve`: the HTTP server with everything behind it.
#pragma once

#include "config/load.hpp"

namespace leadmill {

/// Runs until SIGTERM or SIGINT, which drain; a second one stops at once.
/// Returns the exit status: 0, 1 when something could not be opened, 78 for a
/// wrong configuration.
int run_serve(const config_sources& sources);

} // namespace leadmill
