#include "cli/remote_commands.hpp"

#include <memory>

#include "cli/remote.hpp"
#include "config/limits.hpp"
#include "messages/validate.hpp"

namespace leadmill {

namespace {

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
  int with(const std::function<int(remote_bridge&)>& run) const {
    auto loaded = load_config(config_flags{}.sources());
    remote_bridge port{{server, loaded.value.event_key}};
    return run(port);
  }
};

CLI::Option* add_id(CLI::App& command, std::string& id) {
  return command.add_option("id", id, "The job's id")->check(id_fault);
}

void check_id(CLI::App& command, std::string& id) {
  add_id(command, id)->required();
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

/// cancel and retry: of one job, or of all that a filter finds.
struct steer_flags {
  remote_flags remote;
  std::string id;
  bool all = false;
  bulk_request many;

  void add_to(CLI::App& command) {
    add_id(command, id);
    command.add_flag("--all", all, "Every job that it can be done to");
    add_word<job_status>(
        command, "--status", "Only jobs of this status",
        {"pending", "running", "completed", "failed", "cancelled"},
        parse_job_status,
        [this](job_status status) { many.filter.status = status; });
    add_word<job_type>(command, "--type", "Only jobs of this type",
                       {"enrichment", "scraping"}, parse_job_type,
                       [this](job_type type) { many.filter.type = type; });
    command.add_option("--tag", many.filter.tag, "Only jobs with this tag");
    command.add_flag("--dry-run", many.dry_run, "Only count them");
    remote.add_to(command);
  }

  /// Whoever forgets the filter must not cancel everything.
  void check() const {
    auto filtered =
        many.filter.status || many.filter.type || !many.filter.tag.empty();
    if (id.empty() && !all && !filtered)
      throw CLI::ValidationError{
          "id", "name a job, or many with --status, --type, --tag or --all"};
    if (!id.empty() && (all || filtered || many.dry_run))
      throw CLI::ValidationError{
          "id", "names one job; --all, --status, --type, --tag and --dry-run "
                "are for many"};
    if (all && filtered)
      throw CLI::ValidationError{
          "--all", "cannot be given with --status, --type or --tag"};
  }
};

void add_steering(CLI::App& app, action& chosen, const char* name,
                  const char* what, bulk_action kind,
                  int (*run)(bridge&, const std::string&, bool)) {
  auto& command = *app.add_subcommand(name, what);
  auto flags = std::make_shared<steer_flags>();
  flags->many.action = kind;
  flags->add_to(command);
  command.callback([&chosen, flags, run] {
    flags->check();
    chosen = [flags, run] {
      return flags->remote.with([&](bridge& port) {
        return flags->id.empty()
                   ? run_matching(port, flags->many, flags->remote.json)
                   : run(port, flags->id, flags->remote.json);
      });
    };
  });
}

void add_pause(CLI::App& app, action& chosen, const char* name,
               const char* what, bool paused) {
  auto& command = *app.add_subcommand(name, what);
  auto remote = std::make_shared<remote_flags>();
  auto how = std::make_shared<set_paused>();
  how->paused = paused;
  remote->add_to(command);
  add_word<job_type>(command, "--type", "Only jobs of this type",
                     {"enrichment", "scraping"}, parse_job_type,
                     [how](job_type type) { how->type = type; });
  command.callback([&chosen, remote, how] {
    chosen = [remote, how] {
      return remote->with(
          [&](bridge& port) { return run_pause(port, *how, remote->json); });
    };
  });
}

void add_cleanup(CLI::App& app, action& chosen) {
  auto& command = *app.add_subcommand(
      "cleanup", "Remove jobs that ended long ago, with their leads");
  auto remote = std::make_shared<remote_flags>();
  auto days = std::make_shared<std::uint32_t>(limits::default_keep_days);
  remote->add_to(command);
  command.add_option("--days", *days, "Keep those of so many days")
      ->check(CLI::Range(1u, limits::max_keep_days))
      ->capture_default_str();
  command.callback([&chosen, remote, days] {
    chosen = [remote, days] {
      return remote->with(
          [&](bridge& port) { return run_cleanup(port, *days, remote->json); });
    };
  });
}

void add_erase(CLI::App& app, action& chosen) {
  auto& command = *app.add_subcommand(
      "erase", "Take a person out of everything that the server keeps");
  auto remote = std::make_shared<remote_flags>();
  auto key = std::make_shared<std::string>();
  remote->add_to(command);
  command.add_option("key", *key, "The key of the lead, as results have it")
      ->required()
      ->check([](const std::string& text) {
        auto read = parse_lead_key(text);
        return read ? std::string{} : read.error().detail;
      });
  command.callback([&chosen, remote, key] {
    chosen = [remote, key] {
      return remote->with(
          [&](bridge& port) { return run_erase(port, *key, remote->json); });
    };
  });
}

void add_stats(CLI::App& app, action& chosen) {
  auto& command = *app.add_subcommand(
      "stats", "Show what became of the jobs: counts, rates, times");
  auto remote = std::make_shared<remote_flags>();
  remote->add_to(command);
  command.callback([&chosen, remote] {
    chosen = [remote] {
      return remote->with(
          [&](bridge& port) { return run_stats(port, remote->json); });
    };
  });
}

void add_usage(CLI::App& app, action& chosen) {
  auto& command = *app.add_subcommand(
      "usage", "Show what was used of providers and sources, and what it cost");
  auto remote = std::make_shared<remote_flags>();
  remote->add_to(command);
  command.callback([&chosen, remote] {
    chosen = [remote] {
      return remote->with(
          [&](remote_bridge& port) { return run_usage(port, remote->json); });
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

void add_remote_commands(CLI::App& app, action& chosen) {
  add_jobs(app, chosen);
  add_job_command(app, chosen, "status", "Show a job", run_status);
  add_results(app, chosen);
  add_job_command(app, chosen, "watch", "Follow a job to its end", run_watch);
  add_job_command(app, chosen, "log", "Show what happened to a job", run_log);
  add_stats(app, chosen);
  add_usage(app, chosen);
  add_steering(app, chosen, "cancel", "Cancel a job, or many",
               bulk_action::cancel, run_cancel);
  add_steering(app, chosen, "retry",
               "Run a job again, or many: what is missing or failed",
               bulk_action::retry, run_retry);
  add_pause(app, chosen, "pause", "Let no job start", true);
  add_pause(app, chosen, "resume", "Let jobs start again", false);
  add_cleanup(app, chosen);
  add_erase(app, chosen);
}

} // namespace leadmill
