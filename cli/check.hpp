// `leadmill check`: reads the configuration as `serve` would and reports every
// problem at once.
#pragma once

#include <functional>
#include <iosfwd>
#include <vector>

#include "cli/online.hpp"
#include "config/load.hpp"

namespace leadmill {

/// Adds to the problems what config/ does not check: whether the data directory
/// can be written to, whether the steps take the region and the ZIP table, and
/// whether the XPaths of sources are any. Leaves nothing behind.
void check_surroundings(loaded_config& loaded);

struct check_options {
  /// Where the configuration comes from, as for `serve`.
  config_sources sources;
  /// Also reach every provider, source and webhook.
  bool online = false;
  /// Does so for a configuration without problems (cli/online.hpp), and says on
  /// the stream what it is about to do. Unset: there is nothing to reach.
  std::function<std::vector<probe_result>(const config&, std::ostream& notes)>
      probe;
  /// Answer in JSON: {"ok","file","config","declarations":[{"kind","name",
  /// "step"?,"enabled","reason"?,"where","keys"}],"problems":[{"where","what"}],
  /// "online"?:[…]}.
  bool json = false;
};

/// Prints the configuration in effect on `out`, with each provider, source and
/// destination and whether it is in use, and returns 0; or every problem on
/// `err` (with `json` on `out`) and returns 78. With `online`, 1 when a
/// provider or source would not do for a job, or a webhook cannot be reached.
/// Shows no secret.
int run_check(const check_options& options, std::ostream& out,
              std::ostream& err);

} // namespace leadmill
