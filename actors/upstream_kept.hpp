// The part of the upstream actor that looks for an answer which was kept.
#pragma once

#include "actors/upstream.hpp"

namespace leadmill {

/// Tells the kept answer to a question, or gives the question its turn.
void look_for_kept(upstream_pointer self, std::uint64_t number);

/// Has the store note of everybody whose data the kept answer holds that it
/// does, for erasure, and tells the answer then.
void note_and_tell(upstream_pointer self, std::uint64_t number,
                   upstream_state::question& what);

} // namespace leadmill
