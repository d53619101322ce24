// The part of the supervisor that deals with jobs which do not run: what is
// due, what waits for another job, what is out of time.
#pragma once

#include <string>

#include "actors/supervisor.hpp"

namespace leadmill {

two_clocks clocks_of(supervisor_pointer self);

/// A job in a state that was committed: sees to it that it goes on from there.
/// `front`: before others that wait for a slot.
void take(supervisor_pointer self, const job& committed, bool front = false);

/// A job stands otherwise than was thought (an answer may have been lost):
/// looks it up, and sees to it that it goes on from there.
void take_up(supervisor_pointer self, const std::string& id);

/// A job has ended, or is gone: what waited for it can be looked at.
void note_end(supervisor_pointer self, const std::string& id);

/// Looks whether what the job waits for has ended.
void look_at_wait(supervisor_pointer self, const std::string& id);

/// Moves on the jobs that are due or may be free, so many at a time.
void settle_next(supervisor_pointer self);

/// Has itself woken when the next job may be due.
void sleep_until_due(supervisor_pointer self);

/// The time has come at which something may be due.
void look_at_clocks(supervisor_pointer self);

} // namespace leadmill
