// A system of actors whose intake may hand jobs to a supervisor that is deaf.
#pragma once

#include <memory>

#include "tests/actors/supervised.hpp"

namespace leadmill::testing {

/// A supervisor that has room but takes no more than so many jobs: then it does
/// not answer.
inline supervisor_actor::behavior_type
deaf_supervisor(supervisor_actor::pointer self, std::size_t takes) {
  auto left = std::make_shared<std::size_t>(takes);
  return {
      [](reserve_place) { return true; },
      [=](const dispatch_job&) -> caf::result<bool> {
        if (*left != 0) {
          --*left;
          return true;
        }
        return self->make_response_promise<bool>();
      },
      [](const cancel_job&) -> caf::result<job> { return caf::sec::none; },
      [](const retry_job&) -> caf::result<job> { return caf::sec::none; },
      [](const set_paused&) -> caf::result<bool> { return false; },
      [](get_ready) { return true; },
      [](drain) { return true; },
      [](start_waiting) {},
      [](const expect_stopped&) {},
      [](wake) {},
      [](watch_attempts) {},
  };
}

struct intake_fixture : supervised_fixture {
  void use_door(supervisor_actor to) {
    kill(door);
    intake_settings.supervisor = std::move(to);
    intake_settings.store = status;
    intake_settings.now = [this] { return now; };
    intake_settings.entropy = [this] { return ++entropy; };
    door = sys.spawn(intake, intake_settings);
  }

  std::size_t job_count() {
    return ask<job_page>(status, job_query{})->jobs.size();
  }
};

} // namespace leadmill::testing
