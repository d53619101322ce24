// The conditions of `only_if`: "phone", "!phone", "country=US",
// "lineType!=voip".
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "config/file_tree.hpp"
#include "messages/upstream.hpp"

namespace leadmill {

/// Unset for what is no condition. Blanks around the parts do not count.
std::optional<field_condition> parse_condition(std::string_view text);

/// A list of them; what is wrong with its form, or nothing.
std::string assign_conditions(std::vector<field_condition>& field,
                              const file_value& value);

} // namespace leadmill
