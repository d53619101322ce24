// The part of the upstream actor that says whose turn it is: sends what may go
// out, and wakes what rests. Also the state's own methods.
#pragma once

#include "actors/upstream.hpp"

namespace leadmill {

/// Sends what may go out now.
void pump(upstream_pointer self);

/// Another try of it, or of keeping its answer, after a pause.
void rest(upstream_pointer self, std::uint64_t number,
          upstream_state::question& what,
          std::chrono::steady_clock::duration pause);

/// Goes on with what has rested.
void wake_up(upstream_pointer self);

/// Why nobody may ask, for a person.
const char* limit_text(errc code);

} // namespace leadmill
