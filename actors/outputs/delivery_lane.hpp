// The steps of the output router with one destination: look, compose, send,
// note what came. Only for actors/outputs/.
#pragma once

#include <cstddef>
#include <memory>

#include "actors/outputs/output_router.hpp"

namespace leadmill {

/// Looks what is to be done next, and begins it. REQUIRES: the lane is neither
/// storing nor sending.
void look(output_router_pointer self, std::size_t index);

/// Looks soon, if the lane is idle; many reasons within a moment are one look.
void look_soon(output_router_pointer self, std::size_t index);

/// A pause is over, or a look was put off.
void resume(output_router_pointer self, const resume_lane& what);

/// A request has ended.
void take_result(output_router_pointer self, const delivery_came& came);

} // namespace leadmill
