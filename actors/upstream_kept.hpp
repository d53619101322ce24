// The part of the upstream actor that looks for an answer which was kept.
#pragma once

#include "actors/upstream.hpp"

namespace leadmill {

/// Tells the kept answer to a question, or gives the question its turn.
void look_for_kept(upstream_pointer self, std::uint64_t number);

} // namespace leadmill
