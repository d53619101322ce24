// The calls that tell how this server is set up, and of its nodes.
#pragma once

#include "net/handlers.hpp"

namespace leadmill {

void read_settings(const api& self, const request& what,
                   const exchange_ptr& to);

/// Reads the configuration anew.
void check_settings(const api& self, const request& what,
                    const exchange_ptr& to);

void read_cluster(const api& self, const request& what, const exchange_ptr& to);

} // namespace leadmill
