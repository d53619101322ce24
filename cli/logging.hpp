// How the process logs: one line per event on standard error, `key=value`.
#pragma once

#include <string>

namespace leadmill {

/// `level` is one of `log_levels` (config/config.hpp).
void start_logging(const std::string& level);

} // namespace leadmill
