// Reads the configuration: a file, over it the environment, over that the
// command line's flags. Collects every problem instead of stopping at the first
// one, so that a user mends all of them at once.
//
//   config_sources sources;
//   sources.file = config_flag;
//   sources.environment = process_environment();
//   sources.flags.push_back({"--slots", "jobs.slots", "8"});
//   auto loaded = load_config(sources);
//   if (!loaded.problems.empty()) ... // exit status 78
#pragma once

#include <filesystem>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "config/config.hpp"
#include "config/declarations.hpp"
#include "config/problem.hpp"

namespace leadmill {

/// A value from the command line: `flag` as the user wrote it, for messages.
struct flag_override {
  std::string flag;
  std::string key;
  std::string value;
};

struct config_sources {
  /// The file of --config, which must exist. Without it the first of
  /// `default_files` that exists is read, or none.
  std::optional<std::filesystem::path> file;
  std::vector<std::filesystem::path> default_files = {
      "config/leadmill.toml", "/etc/leadmill/leadmill.toml"};
  /// Variables by name; `process_environment()` in a program.
  std::map<std::string, std::string> environment;
  std::vector<flag_override> flags;
};

struct loaded_config {
  config value;
  /// Empty: the configuration is good, checks of config/check.hpp included.
  std::vector<config_problem> problems;
  /// The file that was read; empty: none.
  std::string file;
  /// Where each value that is not a default came from.
  config_origins origins;
  /// Every provider, source and destination, in use or not.
  std::vector<declared_block> declarations;
};

/// The variables of this process.
std::map<std::string, std::string> process_environment();

/// Reads and checks. The rules:
/// - a key `a.b` is the variable `LEADMILL_A_B`; `LEADMILL_A_B_FILE` names a
///   file that holds the value (one trailing newline is not part of it). An
///   empty variable counts as not set. Lists are separated by commas.
/// - INNGEST_EVENT_KEY, INNGEST_SIGNING_KEY and NEXT_PUBLIC_BASE_URL are older
///   names, used when the new one is not set.
/// - `${NAME}` in a text of the file takes it from the environment; `$${`
///   stands for `${`.
/// - unknown keys of the file and unknown variables LEADMILL_* are problems.
/// - what is a list of tables in the file ([[schedule]]) is only there. The
///   second one's keys are named `schedule[2].cron`, in problems and origins.
/// - [provider.NAME], [source.NAME] and [destination.NAME] are only there, too,
///   besides those that ship; see config/declarations.hpp.
loaded_config load_config(const config_sources& sources);

} // namespace leadmill
