// What a provider says about a lead, made into values of ours: normalized like
// a column of the input, or not taken when it cannot be one.
#pragma once

#include <string_view>

#include "leads/steps.hpp"
#include "messages/time.hpp"

namespace leadmill {

/// Takes the text for the field `f` from the provider noted last
/// (`lead_draft::ask`), with what follows from it: a phone's region, an
/// email's domain. Returns whether there is a value now that was not before.
bool take_answer(const step_context& context, working_lead& lead, field f,
                 std::string_view text, unix_ms now);

} // namespace leadmill
