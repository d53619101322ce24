// The providers, sources and destinations, for a person to read: whether each
// is in use, and how it is declared. Templates are shown as they were written,
// with ${NAME} and never its value.
#pragma once

#include <string>
#include <vector>

#include "config/blocks.hpp"

namespace leadmill {

/// A line for each: `# provider number-lookup (line_type): disabled:
/// NUMBER_LOOKUP_KEY is not set`. Then, as TOML, the blocks of the user's file
/// and those that are in use. `steps` are those of a job that names none.
std::string
describe_declarations(const std::vector<declared_block>& declarations,
                      const std::vector<std::string>& steps);

/// "enabled", or "disabled: " and why; of a provider that is enabled and whose
/// step is not among `steps` it says so.
std::string state_of(const declared_block& declaration,
                     const std::vector<std::string>& steps);

/// The block as it was written, but for what looks like a secret that stands
/// in it in the clear, and for what stands under a key that no block has. What
/// may hold a secret is hidden whole when its form is wrong.
file_table shown_block(const declared_block& declaration);

} // namespace leadmill
