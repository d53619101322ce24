// What stands in the results in place of a person who was erased.
#pragma once

#include <cstdint>

#include "messages/lead.hpp"

namespace leadmill {

/// The input row that stays.
constexpr const char* erased_input = "{}";

/// The result with everything of the person taken out; what remains is its
/// place, its status and which row it repeats. Erasing again changes nothing.
lead_result erased(const lead_result& lead);

/// Whether that was done.
bool is_erased(const lead_result& lead) noexcept;

/// The result of a row that had none, so that nobody works it any more.
lead_result erased_row(std::uint32_t row);

} // namespace leadmill
