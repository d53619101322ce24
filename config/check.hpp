// Whether a configuration makes sense as a whole: ranges, forms, and what
// production asks for.
#pragma once

#include <vector>

#include "config/config.hpp"
#include "config/problem.hpp"

namespace leadmill {

/// Every problem of the values; `origins` says where they were set. Touches
/// neither disk nor network, but for the machine's time zone data.
std::vector<config_problem> check_config(const config& value,
                                         const config_origins& origins = {});

} // namespace leadmill
