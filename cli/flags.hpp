// What the descriptions of the commands share. Inside cli/ only.
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <CLI/App.hpp>
#include <CLI/Config.hpp>
#include <CLI/Formatter.hpp>
#include <CLI/Validators.hpp>

#include "config/load.hpp"
#include "messages/ids.hpp"

namespace leadmill {

/// What was asked for: runs it, and returns the exit status.
using action = std::function<int()>;

/// Flags that stand over the configuration, as they were given.
struct config_flags {
  std::optional<std::string> config, listen, data, slots;

  config_sources sources() const {
    config_sources out;
    out.environment = process_environment();
    if (config)
      out.file = *config;
    auto add = [&](const char* flag, const char* key, const auto& value) {
      if (value)
        out.flags.push_back({flag, key, *value});
    };
    add("--listen", "server.listen", listen);
    add("--data", "server.data_dir", data);
    add("--slots", "jobs.slots", slots);
    return out;
  }
};

/// What is wrong with a job's id, for an option's check; empty: nothing.
inline std::string id_fault(const std::string& text) {
  return is_job_id(text) ? std::string{}
                         : "this is no job id; one looks like "
                           "enrichment-1767225600000-k3x9f2a";
}

/// An option that is one of `words`, read by `parse` and given to `take`.
template <class T>
void add_word(CLI::App& command, const char* name, const char* what,
              std::vector<std::string> words,
              std::optional<T> (*parse)(std::string_view) noexcept,
              std::function<void(T)> take) {
  command
      .add_option_function<std::string>(
          name, [parse, take](const std::string& text) { take(*parse(text)); },
          what)
      ->check(CLI::IsMember(words));
}

} // namespace leadmill
