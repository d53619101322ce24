// The part of the upstream actor that looks for an answer which was kept.
#pragma once

#include "actors/upstream.hpp"

namespace leadmill {

/// Tells the kept answer to a question, or gives the question its turn.
void look_for_kept(upstream_pointer self, std::uint64_t number);

/// Has the store note that the answer kept under `key` holds the data of this
/// lead too, for erasure. Does nothing for an empty subject.
void note_holder(upstream_pointer self, const std::string& key,
                 const std::string& subject);

} // namespace leadmill
