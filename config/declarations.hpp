// [provider.NAME], [source.NAME] and [destination.NAME]: those of the file and
// those that ship, read, checked, and made ready to be used.
#pragma once

#include <string>
#include <vector>

#include "config/blocks.hpp"
#include "config/config.hpp"
#include "config/file_tree.hpp"
#include "config/problem.hpp"
#include "config/variables.hpp"

namespace leadmill {

/// Reads `trees`, which the file has under `provider`, `source` and
/// `destination`, and what ships and has no block of the same name there. Puts
/// those that are in use into `value`, and the others into its `disabled`.
/// Returns all of them.
///
/// A declaration is in use unless `enabled = false`, or a variable of its
/// templates is not set (NAME_FILE counts), or it is a source without a base
/// URL of its own where `value` has none; in production the last is a problem,
/// as is a source that leads back to this machine.
///
/// REQUIRES: all the rest of `value` has been read. `origins` says where.
std::vector<declared_block> read_declarations(const file_table& trees,
                                              const variables& environment,
                                              const config_origins& origins,
                                              config& value,
                                              std::vector<config_problem>& to);

} // namespace leadmill
