#include "cli/commands.hpp"

#include <functional>
#include <iostream>
#include <memory>
#include <optional>
#include <string>

#include <CLI/App.hpp>
#include <CLI/Config.hpp>
#include <CLI/Formatter.hpp>

#include "cli/check.hpp"
#include "cli/enrich.hpp"
#include "cli/remote.hpp"
#include "cli/serve.hpp"
#include "cli/settings.hpp"
#include "messages/ids.hpp"

namespace leadmill {

namespace {

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

void add_config_flag(CLI::App& command, config_flags& flags) {
  command.add_option("--config", flags.config,
                     "Configuration file (default: ./config/leadmill.toml, "
                     "then /etc/leadmill/leadmill.toml)");
}

void add_data_flag(CLI::App& command, config_flags& flags) {
  command.add_option("--data", flags.data, "Data directory (default: ./data)");
}

/// Where a server is, for the commands that ask one.
struct remote_flags {
  std::string server = "http://127.0.0.1:8288";
  bool json = false;

  void add_to(CLI::App& command) {
    command.add_option("--server", server, "The server's address")
        ->capture_default_str();
    command.add_flag("--json", json, "Print JSON");
  }

  /// Opens the bridge; the key comes from the configuration.
  int with(const std::function<int(bridge&)>& run) const {
    auto loaded = load_config(config_flags{}.sources());
    remote_bridge port{{server, loaded.value.event_key}};
    return run(port);
  }
};

void check_id(CLI::App& command, std::string& id) {
  command.add_option("id", id, "The job's id")
      ->required()
      ->check([](const std::string& text) {
        return is_job_id(text) ? std::string{}
                               : "this is no job id; one looks like "
                                 "enrichment-1767225600000-k3x9f2a";
      });
}

void add_serve(CLI::App& app, action& chosen) {
  auto& command =
      *app.add_subcommand("serve", "Run the server: HTTP, live feed and jobs");
  auto flags = std::make_shared<config_flags>();
  add_config_flag(command, *flags);
  add_data_flag(command, *flags);
  command.add_option("--listen", flags->listen,
                     "HOST:PORT (default: 127.0.0.1:8288)");
  command.add_option("--slots", flags->slots,
                     "Jobs that run at once (default: 4)");
  command.callback([&chosen, flags] {
    chosen = [flags] { return run_serve(flags->sources()); };
  });
}

void add_enrich(CLI::App& app, action& chosen) {
  auto& command = *app.add_subcommand(
      "enrich", "Enrich the leads of a CSV file, here or on a server");
  auto flags = std::make_shared<config_flags>();
  auto options = std::make_shared<enrich_options>();
  command
      .add_option("file", options->file, "The CSV file; - is standard input")
      ->required();
  command.add_option("--out", options->out,
                     "Where the results go; - is standard output (default: "
                     "<file>-enriched.csv in the current folder)");
  command.add_option("--server", options->server,
                     "Run it on the server at this address; a job of the same "
                     "file that is running there is followed");
  command.add_flag("--json", options->json,
                   "Print the summary as JSON, and no progress; on standard "
                   "error with --out -");
  add_config_flag(command, *flags);
  add_data_flag(command, *flags);
  command.callback([&chosen, flags, options] {
    chosen = [flags, options] {
      options->sources = flags->sources();
      return run_enrich(*options);
    };
  });
}

void add_check(CLI::App& app, action& chosen) {
  auto& command = *app.add_subcommand(
      "check", "Read the configuration as serve would; report every problem");
  auto flags = std::make_shared<config_flags>();
  auto options = std::make_shared<check_options>();
  add_config_flag(command, *flags);
  add_data_flag(command, *flags);
  command.add_flag("--online", options->online,
                   "Also reach every provider, source and webhook");
  command.add_flag("--json", options->json, "Print JSON");
  command.callback([&chosen, flags, options] {
    chosen = [flags, options] {
      options->sources = flags->sources();
      return run_check(*options, std::cout, std::cerr);
    };
  });
}

void add_jobs(CLI::App& app, action& chosen) {
  auto& command = *app.add_subcommand("jobs", "List a server's jobs");
  auto remote = std::make_shared<remote_flags>();
  auto query = std::make_shared<job_query>();
  remote->add_to(command);
  command.add_flag("--active", query->open_only, "Only those that go on");
  command.add_option("--tag", query->tag, "Only those with this tag");
  command.add_option("--limit", query->limit, "At most so many")
      ->capture_default_str();
  command.add_option("--cursor", query->cursor, "The page after");
  command.callback([&chosen, remote, query] {
    chosen = [remote, query] {
      return remote->with(
          [&](bridge& port) { return run_jobs(port, *query, remote->json); });
    };
  });
}

/// A command that takes a job's id and nothing else.
void add_job_command(CLI::App& app, action& chosen, const char* name,
                     const char* what,
                     int (*run)(bridge&, const std::string&, bool)) {
  auto& command = *app.add_subcommand(name, what);
  auto remote = std::make_shared<remote_flags>();
  auto id = std::make_shared<std::string>();
  check_id(command, *id);
  remote->add_to(command);
  command.callback([&chosen, remote, id, run] {
    chosen = [remote, id, run] {
      return remote->with(
          [&](bridge& port) { return run(port, *id, remote->json); });
    };
  });
}

void add_results(CLI::App& app, action& chosen) {
  auto& command = *app.add_subcommand("results", "Fetch a job's results");
  auto remote = std::make_shared<remote_flags>();
  auto query = std::make_shared<result_query>();
  auto out = std::make_shared<std::string>("-");
  query->format = result_format::csv;
  check_id(command, query->job);
  remote->add_to(command);
  command.add_option("--out", *out, "The file to write; - is standard output")
      ->capture_default_str();
  command.callback([&chosen, remote, query, out] {
    chosen = [remote, query, out] {
      if (remote->json)
        query->format = result_format::json;
      return remote->with(
          [&](bridge& port) { return run_results(port, *query, *out); });
    };
  });
}

} // namespace

int run_command(int argc, const char* const* argv) {
  CLI::App app{"Leadmill: enriches sales leads in the background, keeps each "
               "result the moment it exists, and shows progress live.",
               "leadmill"};
  app.set_version_flag("--version", "leadmill " LEADMILL_VERSION);
  app.require_subcommand(1);
  action chosen;
  add_serve(app, chosen);
  add_enrich(app, chosen);
  add_check(app, chosen);
  add_jobs(app, chosen);
  add_job_command(app, chosen, "status", "Show a job", run_status);
  add_results(app, chosen);
  add_job_command(app, chosen, "cancel", "Cancel a job", run_cancel);
  add_job_command(app, chosen, "watch", "Follow a job to its end", run_watch);
  try {
    app.parse(argc, argv);
  } catch (const CLI::ParseError& e) {
    return app.exit(e) == 0 ? exit_done : exit_usage;
  }
  return chosen();
}

} // namespace leadmill
