// The command line of those commands that ask a server.
#pragma once

#include "cli/flags.hpp"

namespace leadmill {

/// Adds them to `app`; the one that is asked for becomes `chosen`.
void add_remote_commands(CLI::App& app, action& chosen);

} // namespace leadmill
