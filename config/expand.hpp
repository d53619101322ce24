// `${NAME}` in a text of the configuration file.
#pragma once

#include <map>
#include <string>
#include <string_view>

#include <tl/expected.hpp>

namespace leadmill {

/// Replaces each `${NAME}` by the variable's value, which is not expanded
/// again; `$${` stands for `${`. A `$` before anything else is itself.
/// Errors: what is wrong and what to do, naming a variable that is not set.
tl::expected<std::string, std::string>
expand(std::string_view text, const std::map<std::string, std::string>& env);

} // namespace leadmill
