// Whether a configuration makes sense as a whole: ranges, forms, and what
// production asks for.
#pragma once

#include <string_view>
#include <vector>

#include "config/config.hpp"
#include "config/problem.hpp"

namespace leadmill {

/// Every problem of the values; `origins` says where they were set. Touches
/// neither disk nor network.
std::vector<config_problem> check_config(const config& value,
                                         const config_origins& origins = {});

/// Whether an address to listen on is reachable from this machine only: an
/// address literal of 127.0.0.0/8, ::1, or the name "localhost". No other name
/// is looked up, since what it means can change.
bool is_loopback(std::string_view host);

} // namespace leadmill
