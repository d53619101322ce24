// Webhooks as the engine starts them: who wants what, and the actor that
// delivers it.
#pragma once

#include <memory>
#include <vector>

#include <caf/fwd.hpp>

#include "config/config.hpp"
#include "messages/actors.hpp"
#include "messages/outbox.hpp"
#include "store/job_store.hpp"

namespace leadmill {

/// What the store must know to fill their outboxes.
std::vector<outbox_route> routes_of(const config& settings);

/// Spawns the router, also without any webhook: it shows all destinations, and
/// what was delivered before.
output_router_actor spawn_router(caf::actor_system& system,
                                 const config& settings,
                                 status_store_actor store,
                                 std::unique_ptr<job_reader> reader);

} // namespace leadmill
