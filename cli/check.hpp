// `leadmill check`: reads the configuration as `serve` would and reports every
// problem at once.
#pragma once

#include <iosfwd>

#include "config/load.hpp"

namespace leadmill {

struct check_options {
  /// Where the configuration comes from, as for `serve`.
  config_sources sources;
  /// Also reach every provider, source and webhook.
  bool online = false;
  /// Answer in JSON: {"ok","file","config","problems":[{"where","what"}]}.
  bool json = false;
};

/// Prints the configuration in effect on `out` and returns 0, or every problem
/// on `err` (with `json` on `out`) and returns 78. Besides what `load_config`
/// checks it tries whether the data directory can be written to and the ZIP
/// table can be read; nothing is left behind.
int run_check(const check_options& options, std::ostream& out,
              std::ostream& err);

} // namespace leadmill
