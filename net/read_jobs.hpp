// The calls that look at jobs: status and listings, results, log, statistics;
// and at what was used for them.
#pragma once

#include "net/handlers.hpp"

namespace leadmill {

void read_status(const api& self, const request& what, const exchange_ptr& to);
void read_results(const api& self, const request& what, const exchange_ptr& to);
void read_log(const api& self, const request& what, const exchange_ptr& to);
void read_statistics(const api& self, const request& what,
                     const exchange_ptr& to);
void read_usage(const api& self, const request& what, const exchange_ptr& to);

} // namespace leadmill
