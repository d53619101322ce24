#include "cli/commands.hpp"

#include <iostream>
#include <memory>
#include <optional>
#include <string>

#include "cli/check.hpp"
#include "cli/enrich.hpp"
#include "cli/flags.hpp"
#include "cli/probe_webhooks.hpp"
#include "cli/remote_commands.hpp"
#include "cli/scrape.hpp"
#include "cli/serve.hpp"
#include "cli/settings.hpp"
#include "config/limits.hpp"
#include "net/http_client.hpp"

namespace leadmill {

namespace {

void add_config_flag(CLI::App& command, config_flags& flags) {
  command.add_option("--config", flags.config,
                     "Configuration file (default: ./config/leadmill.toml, "
                     "then /etc/leadmill/leadmill.toml)");
}

void add_data_flag(CLI::App& command, config_flags& flags) {
  command.add_option("--data", flags.data, "Data directory (default: ./data)");
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

std::string tag_fault(const std::string& tag) {
  return !tag.empty() && tag.size() <= limits::tag_bytes
             ? std::string{}
             : "a tag must have 1 to " + std::to_string(limits::tag_bytes)
                   + " bytes";
}

/// What the commands that run a job share; `leads` is what goes to --out.
template <class Options>
void add_job_flags(CLI::App& command, const std::shared_ptr<Options>& options,
                   const std::string& leads) {
  command.add_option("--server", options->server,
                     "Run it on the server at this address; the same job, if "
                     "it is running there, is followed");
  command.add_flag("--json", options->json,
                   "Print the summary as JSON, and no progress; on standard "
                   "error when the "
                       + leads + " go to standard output");
  command
      .add_option("--tag", options->tags, "A tag for the job; may be repeated")
      ->allow_extra_args(false)
      ->check(tag_fault);
  add_word<job_priority>(
      command, "--priority", "Which of the jobs that wait starts first",
      {"low", "normal", "high"}, parse_job_priority,
      [options](job_priority priority) { options->priority = priority; });
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
  add_job_flags(command, options, "results");
  add_config_flag(command, *flags);
  add_data_flag(command, *flags);
  command.callback([&chosen, flags, options] {
    chosen = [flags, options] {
      options->sources = flags->sources();
      return run_enrich(*options);
    };
  });
}

/// A search, or one to go on with.
void check_search(const scrape_options& options) {
  auto is_new = options.retry.empty();
  if (is_new && (options.source.empty() || options.params.empty()))
    throw CLI::ValidationError{"--source",
                               "name a source with --source and what to search "
                               "for with --params"};
  if (!is_new && type_of(options.retry) != job_type::scraping)
    throw CLI::ValidationError{"--retry", "this job is no search"};
}

void add_scrape(CLI::App& app, action& chosen) {
  auto& command = *app.add_subcommand(
      "scrape", "Read leads from a source, here or on a server");
  auto flags = std::make_shared<config_flags>();
  auto options = std::make_shared<scrape_options>();
  auto& source = *command.add_option("--source", options->source,
                                     "Which of the configured sources to read");
  auto& params = *command.add_option(
      "--params", options->params,
      "What to search for: a JSON object, or @FILE that holds one");
  auto& pages = *command
                     .add_option("--pages", options->pages,
                                 "Read at most so many pages (default: 10)")
                     ->check(CLI::Range(1u, limits::max_scrape_pages));
  auto& results = *command
                       .add_option("--results", options->results,
                                   "Find at most so many leads (default: 250)")
                       ->check(CLI::Range(1u, limits::max_scrape_results));
  auto& retry = *command
                     .add_option("--retry", options->retry,
                                 "Go on with the search of this id instead: "
                                 "what it has read stays")
                     ->check(id_fault);
  command
      .add_option("--out", options->out,
                  "Where the leads go: a file that ends in .json, .ndjson "
                  "or .csv; - is standard output")
      ->capture_default_str();
  add_job_flags(command, options, "leads");
  for (auto* of_new :
       {&source, &params, &pages, &results, command.get_option("--tag"),
        command.get_option("--priority")})
    retry.excludes(of_new);
  add_config_flag(command, *flags);
  add_data_flag(command, *flags);
  command.callback([&chosen, flags, options] {
    check_search(*options);
    chosen = [flags, options] {
      options->sources = flags->sources();
      return run_scrape(*options);
    };
  });
}

std::vector<probe_result> probe(const config& settings, std::ostream& notes) {
  http_client client;
  auto out = probe_online(settings.providers, settings.sources, client, notes);
  http_client_options options;
  options.public_only = true;
  http_client guarded{options};
  for (auto& one : probe_webhooks(settings.webhooks, {guarded, client}, notes))
    out.push_back(std::move(one));
  return out;
}

void add_check(CLI::App& app, action& chosen) {
  auto& command = *app.add_subcommand(
      "check", "Read the configuration as serve would; report every problem");
  auto flags = std::make_shared<config_flags>();
  auto options = std::make_shared<check_options>();
  options->probe = probe;
  add_config_flag(command, *flags);
  add_data_flag(command, *flags);
  command.add_flag("--online", options->online,
                   "Also send a request to every provider, source and webhook "
                   "that is in use; one may cost something");
  command.add_flag("--json", options->json, "Print JSON");
  command.callback([&chosen, flags, options] {
    chosen = [flags, options] {
      options->sources = flags->sources();
      return run_check(*options, std::cout, std::cerr);
    };
  });
}

} // namespace

int run_command(int argc, const char* const* argv) {
  CLI::App app{
      "Leadmill: finds and enriches sales leads in the background, keeps "
      "each result the moment it exists, and shows progress live.",
      "leadmill"};
  app.set_version_flag("--version", "leadmill " LEADMILL_VERSION);
  app.require_subcommand(1);
  action chosen;
  add_serve(app, chosen);
  add_enrich(app, chosen);
  add_scrape(app, chosen);
  add_check(app, chosen);
  add_remote_commands(app, chosen);
  try {
    app.parse(argc, argv);
  } catch (const CLI::ParseError& e) {
    return app.exit(e) == 0 ? exit_done : exit_usage;
  }
  return chosen();
}

} // namespace leadmill
