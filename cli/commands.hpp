// The command line: which command, with which options.
#pragma once

namespace leadmill {

/// Runs the command that the arguments name; returns the exit status (see
/// cli/settings.hpp).
int run_command(int argc, const char* const* argv);

} // namespace leadmill
