// The part of the supervisor that deals with jobs which run: begins attempts,
// watches their actors, and settles how they end.
#pragma once

#include <caf/system_messages.hpp>

#include "actors/supervisor.hpp"

namespace leadmill {

/// Begins the attempts for which there are slots.
void start_what_waits(supervisor_pointer self);

/// Tries again after a pause to start and to settle, once however often it is
/// asked: the store cannot write now.
void start_later(supervisor_pointer self);

/// Tells an attempt to end itself in this way; without it, if it does not.
void stop(supervisor_pointer self, const std::string& id,
          supervisor_state::attempt& held, stop_attempt as);

/// Takes a slot for an attempt that has no actor, and ends it so.
void settle_without_actor(supervisor_pointer self, const job& left,
                          stop_attempt as);

/// An attempt had its time to stop, or its end could not be committed before.
void enforce_stop(supervisor_pointer self, const attempt_ref& ref);

/// Looks for attempts that have been silent for too long.
void watch(supervisor_pointer self);

/// An actor that was watched is gone.
void on_down(supervisor_pointer self, const caf::down_msg& down);

/// Tells those who drain, once nothing runs.
void answer_drains(supervisor_pointer self);

} // namespace leadmill
