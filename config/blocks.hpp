// The blocks [provider.NAME], [source.NAME] and [destination.NAME] of the
// user's file, and of the files that ship.
#pragma once

#include <string>
#include <vector>

#include "config/config.hpp"
#include "config/fault_list.hpp"
#include "config/file_tree.hpp"

namespace leadmill {

/// A declaration as it stands in its file.
struct declared_block {
  declaration_kind kind = declaration_kind::provider;
  std::string name;
  /// The step that a provider serves.
  std::string step;
  /// Why it is not in use; empty: it is.
  std::string reason;
  /// `file:line` of its head.
  std::string where;
  /// It came with the program, not from the user's file.
  bool is_shipped = false;
  /// As it was written.
  file_table written;
};

/// The blocks of `trees`, which the user's file has under `provider`, `source`
/// and `destination`, in its order; behind them those that ship and are not
/// there under the same name. Their names are checked, their keys are not;
/// `step` and `reason` are left empty.
std::vector<declared_block> collect_blocks(const file_table& trees,
                                           fault_list& faults);

} // namespace leadmill
