// Finds what a user probably meant by a misspelt name.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace leadmill {

/// The Levenshtein distance: how many characters to insert, delete or replace.
std::size_t edit_distance(std::string_view a, std::string_view b);

/// The one of `known` that is nearest to `name`, the first of several; empty
/// when `known` is.
std::string nearest(std::string_view name,
                    const std::vector<std::string>& known);

} // namespace leadmill
