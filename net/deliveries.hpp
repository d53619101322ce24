// What goes out to destinations: how each stands, what was delivered, and that
// once more.
#pragma once

#include "net/handlers.hpp"

namespace leadmill {

/// GET /api/destinations
void read_destinations(const api& self, const request& what,
                       const exchange_ptr& to);

/// GET /api/deliveries
void read_deliveries(const api& self, const request& what,
                     const exchange_ptr& to);

/// POST /api/deliveries/replay
void replay_matching(const api& self, const request& what,
                     const exchange_ptr& to);

} // namespace leadmill
