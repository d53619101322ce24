// An actor that runs the steps over slices of rows, as far as that goes without
// asking a provider. It has no state of its own,
// so a job spreads its rows over as many as the machine has cores.
#pragma once

#include <memory>

#include <caf/typed_event_based_actor.hpp>

#include "leads/pipeline.hpp"
#include "messages/actors.hpp"
#include "messages/time.hpp"

namespace leadmill {

step_worker_actor::behavior_type
step_worker(step_worker_actor::pointer self,
            std::shared_ptr<const pipeline> steps, wall_clock now);

} // namespace leadmill
