#include "actors/step_worker.hpp"

#include <utility>

namespace leadmill {

step_worker_actor::behavior_type
step_worker(step_worker_actor::pointer, std::shared_ptr<const pipeline> steps,
            wall_clock now) {
  return {
      [steps = std::move(steps),
       now = std::move(now)](const work_slice& slice) {
        return worked_slice{std::make_shared<started_leads>(
            steps->start(slice.rows, slice.steps, now()))};
      },
  };
}

} // namespace leadmill
