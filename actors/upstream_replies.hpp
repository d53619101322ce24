// The part of the upstream actor that deals with what comes back: has good
// answers kept before they are told, and decides about the others.
#pragma once

#include "actors/upstream.hpp"

namespace leadmill {

/// Tells all who asked; the first has paid for it.
void tell(upstream_pointer self, std::uint64_t number, upstream_answer answer);

/// Tells all who asked that there is no answer.
void refuse(upstream_pointer self, std::uint64_t number, errc code,
            const std::string& detail);

/// Goes on to have the answer that has come stored, and counted; only then is
/// it told.
void go_on_keeping(upstream_pointer self, std::uint64_t number,
                   upstream_state::question& what);

/// Takes what became of a request.
void take_result(upstream_pointer self, upstream_came& came);

} // namespace leadmill
