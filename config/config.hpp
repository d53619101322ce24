// Everything that can be set about a running Leadmill, as a plain struct. Its
// members are named as in config/leadmill.toml, and their initial values are
// the built-in defaults. config/load.hpp fills it in.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "config/cron.hpp"
#include "config/limits.hpp"
#include "messages/destination.hpp"
#include "messages/job.hpp"
#include "messages/upstream.hpp"

namespace leadmill {

/// How careful to be: production asks for both keys, and that no source leads
/// back to this machine.
enum class deployment : std::uint8_t { development, production };

const char* to_string(deployment value) noexcept;

/// Where to listen; `port` 0 lets the system choose. An IPv6 host stands here
/// without its brackets.
struct endpoint {
  std::string host;
  std::uint16_t port = 0;
  bool operator==(const endpoint&) const = default;
};

/// `host:port`, an IPv6 host in brackets.
std::string to_string(const endpoint& value);

/// The steps that work without any provider, in the order in which they run.
const std::vector<std::string>& local_steps();

/// The steps of a job that names none, unless configured, in order: the local
/// ones and those that providers serve. A step without a provider does nothing.
const std::vector<std::string>& default_steps();

/// [server]
struct server_config {
  /// Port 8288 is where Inngest SDKs look during development.
  endpoint listen{"127.0.0.1", 8288};
  /// Jobs, results and the lock of the process live here.
  std::string data_dir = "data";
  /// Origins ("https://app.example.com") besides the server's own whose pages
  /// may call the API and open the live feed.
  std::vector<std::string> allowed_origins;
};

/// [jobs]
struct jobs_config {
  /// How many jobs run at the same time on this node.
  std::uint32_t slots = limits::default_slots;
  /// How many of them may be of one type; 0: only `slots` counts.
  std::uint32_t enrichment_slots = 0;
  std::uint32_t scraping_slots = 0;
  /// A job that does not say for itself must have ended so long after its first
  /// start: the longest provider waits included, a day is enough.
  std::uint32_t timeout_seconds = 86'400;
  /// An attempt that saves nothing for so long has failed.
  std::uint32_t silence_seconds = 300;
  /// A step on one lead that takes longer has failed.
  std::uint32_t step_seconds = 60;
  /// The pause before a retry, see actors/retry.hpp.
  std::uint32_t retry_base_seconds = 5;
  std::uint32_t retry_max_seconds = 300;
  /// Jobs that ended longer ago are removed; 0: kept until cleaned up.
  std::uint32_t retention_days = 0;
};

/// [leads]
struct leads_config {
  /// The steps of a job that names none, in order.
  std::vector<std::string> steps = default_steps();
  /// ISO 3166 region of phone numbers that have no country code.
  std::string default_region = "US";
  /// The age filter stops leads that are older, in years.
  std::uint32_t max_age = 59;
  /// Carriers whose leads are filtered, compared without regard to case.
  std::vector<std::string> junk_carriers;
  /// CSV file with the columns city, state, zip; empty: none.
  std::string zip_table;
  /// Whether a lead whose do-not-call status is not known may be contacted.
  bool contact_on_unknown_dnc = false;
};

/// [cooldown]: when providers and sources fail across all jobs, new jobs are
/// refused for a while.
struct cooldown_config {
  bool enabled = false;
  /// So many errors within 60 s start it.
  std::uint32_t errors = 10;
  std::uint32_t seconds = 300;
};

/// [log]
struct log_config {
  /// One of `log_levels`.
  std::string level = "info";
};

/// [[schedule]]: an enrichment that starts again and again.
struct schedule_config {
  /// 1 to 64 of a-z, 0-9 and -; unique.
  std::string name;
  /// Keys cron, time_zone, hours and weekends.
  cron_rule when;
  /// CSV file of leads, read anew at each start; relative to the working
  /// directory.
  std::string file;
  job_priority priority = job_priority::normal;
  std::vector<std::string> tags;
  /// Empty: those of [leads].
  std::vector<std::string> steps;
  std::uint32_t max_attempts = limits::enrichment_attempts;
  /// Empty: the destinations that are so by default.
  std::vector<std::string> outputs;
};

enum class declaration_kind : std::uint8_t { provider, source, destination };

const char* to_string(declaration_kind value) noexcept;

/// A [provider.NAME], [source.NAME] or [destination.NAME] that is not in use.
struct disabled_declaration {
  declaration_kind kind = declaration_kind::provider;
  std::string name;
  /// Why, e.g. "LOOKUP_KEY is not set"; never the value of a variable.
  std::string reason;
  /// The step that a provider would serve.
  std::string step;
  bool operator==(const disabled_declaration&) const = default;
};

/// What `log.level` may be, from most to least talkative.
constexpr const char* log_levels[] = {"trace", "debug", "info",
                                      "warn",  "error", "off"};

struct config {
  deployment environment = deployment::development;
  /// Opens the API; empty: not set. Never print it: use `describe`.
  std::string event_key;
  /// Signs what goes out; empty: not set. Never print it: use `describe`.
  std::string signing_key;
  /// Where the `linkedin-sales-navigator` source reads; empty: not set.
  std::string base_url;
  server_config server;
  jobs_config jobs;
  leads_config leads;
  cooldown_config cooldown;
  log_config log;
  std::vector<schedule_config> schedules;
  /// Those in use, ready to be asked, in the order in which they are: those of
  /// the file, in its order, then those that ship. Their templates hold
  /// secrets: never print them, see config/show_declarations.hpp.
  std::vector<provider_declaration> providers;
  std::vector<source_declaration> sources;
  /// Those in use, in the order of the file. They hold secrets, too.
  std::vector<webhook_declaration> webhooks;
  std::vector<export_declaration> exports;
  std::vector<disabled_declaration> disabled;
};

/// The steps that a job may name: the default ones, and whatever providers
/// serve, those that are disabled too. Each once.
std::vector<std::string> known_step_names(const config& value);

/// What a job may name besides destinations: results stand in the dashboard
/// anyway, so that a job which names nothing else goes nowhere else.
constexpr const char* dashboard_output = "dashboard";

/// The outputs that a job may name: the destinations in use, and the dashboard.
std::vector<std::string> known_output_names(const config& value);

} // namespace leadmill
