// The checks, one function for each table; see config/check.hpp.
#include "config/check.hpp"

#include <algorithm>
#include <iterator>
#include <set>
#include <string>

#include "config/address.hpp"
#include "config/declaration_check.hpp"
#include "config/keys.hpp"
#include "config/nearest.hpp"
#include "messages/signing_key.hpp"

namespace leadmill {

namespace {

/// Collects problems with the place where each key was set.
class checker {
 public:
  checker(const config& value, const config_origins& origins)
      : value_(value), origins_(origins) {}

  std::vector<config_problem> run() {
    check_keys();
    check_base_url();
    check_server();
    check_jobs();
    check_leads();
    check_cooldown();
    check_log();
    check_schedules();
    if (value_.environment == deployment::production)
      check_production();
    return std::move(problems_);
  }

 private:
  void wrong(const std::string& key, const std::string& what) {
    problems_.push_back({place_of(key), key + " " + what});
  }

  /// What is not set in a schedule is missing at the schedule's head.
  std::string place_of(const std::string& key) const {
    for (const auto& name : {key, key.substr(0, key.find('.'))})
      if (auto origin = origins_.find(name); origin != origins_.end())
        return origin->second;
    return key.starts_with("schedule[") ? key : variable_of(key);
  }

  void check_key(const char* name, const std::string& key) {
    if (key.empty())
      return;
    // Anything else does not pass unchanged through a header or a path.
    auto visible = [](char c) { return c > 0x20 && c < 0x7f; };
    if (!std::all_of(key.begin(), key.end(), visible))
      wrong(name, "may hold only visible ASCII characters, without spaces or "
                  "line breaks");
    if (key.size() < limits::min_key_chars)
      wrong(name, "must have at least " + std::to_string(limits::min_key_chars)
                      + " characters; `openssl rand -hex 32` makes a good one");
  }

  void check_keys() {
    check_key("event_key", value_.event_key);
    check_key("signing_key", value_.signing_key);
    auto signs = signing_key(value_.signing_key);
    if (value_.signing_key.size() >= limits::min_key_chars && !signs)
      wrong("signing_key", "is no good secret: " + signs.error().detail);
  }

  void check_base_url() {
    if (!value_.base_url.empty() && !parse_url(value_.base_url))
      wrong("base_url", "must be an absolute URL without a user name, like "
                        "https://app.example.com");
  }

  void check_server() {
    const auto& server = value_.server;
    if (server.data_dir.empty())
      wrong("server.data_dir", "must not be empty; name a directory");
    if (server.data_dir.find('\0') != std::string::npos)
      wrong("server.data_dir", "must not hold a NUL character");
    if (!is_loopback(server.listen.host) && value_.event_key.empty())
      wrong("server.listen",
            literal(to_string(server.listen))
                + " can be reached from other machines, which needs an event "
                  "key: set LEADMILL_EVENT_KEY, or listen on 127.0.0.1");
    for (const auto& origin : server.allowed_origins)
      if (!is_origin(origin))
        wrong("server.allowed_origins",
              "holds " + literal(origin)
                  + "; write each origin as browsers send it: "
                    "https://app.example.com, in lower case, with no path and "
                    "no default port");
  }

  void check_range(const std::string& key, std::uint32_t number,
                   std::uint32_t low, std::uint32_t high) {
    if (number < low || number > high)
      wrong(key, "is " + std::to_string(number) + "; it must be from "
                     + std::to_string(low) + " to " + std::to_string(high));
  }

  void check_jobs() {
    const auto& jobs = value_.jobs;
    check_range("jobs.slots", jobs.slots, 1, limits::max_slots);
    check_range("jobs.enrichment_slots", jobs.enrichment_slots, 0,
                limits::max_slots);
    check_range("jobs.scraping_slots", jobs.scraping_slots, 0,
                limits::max_slots);
    check_range("jobs.timeout_seconds", jobs.timeout_seconds, 1,
                limits::max_timeout_seconds);
    check_range("jobs.silence_seconds", jobs.silence_seconds,
                limits::min_silence_seconds, limits::max_silence_seconds);
    check_range("jobs.step_seconds", jobs.step_seconds, 1,
                limits::max_step_seconds);
    check_range("jobs.retry_base_seconds", jobs.retry_base_seconds, 1,
                limits::max_retry_seconds);
    check_range("jobs.retry_max_seconds", jobs.retry_max_seconds, 1,
                limits::max_retry_seconds);
    if (jobs.retry_base_seconds > jobs.retry_max_seconds)
      wrong("jobs.retry_base_seconds",
            "is " + std::to_string(jobs.retry_base_seconds)
                + ", more than jobs.retry_max_seconds, which is "
                + std::to_string(jobs.retry_max_seconds)
                + "; pauses grow from the first to the second");
    check_range("jobs.retention_days", jobs.retention_days, 0,
                limits::max_retention_days);
  }

  void check_steps(const std::string& key,
                   const std::vector<std::string>& steps) {
    std::set<std::string> seen;
    const auto known = known_step_names(value_);
    for (const auto& step : steps) {
      if (std::find(known.begin(), known.end(), step) == known.end())
        wrong(key, "has no step " + literal(step) + "; the nearest one is "
                       + literal(nearest(step, known)));
      if (!seen.insert(step).second)
        wrong(key, "names " + literal(step) + " twice; once is enough");
    }
  }

  /// One that is disabled is fine: it may be in use elsewhere.
  void check_outputs(const std::string& key,
                     const std::vector<std::string>& outputs) {
    std::set<std::string> seen;
    auto known = known_output_names(value_);
    for (const auto& one : value_.disabled)
      if (one.kind == declaration_kind::destination)
        known.push_back(one.name);
    for (const auto& output : outputs) {
      if (std::find(known.begin(), known.end(), output) == known.end())
        wrong(key, "has no destination " + literal(output)
                       + "; the nearest one is "
                       + literal(nearest(output, known)));
      if (!seen.insert(output).second)
        wrong(key, "names " + literal(output) + " twice; once is enough");
    }
  }

  void check_leads() {
    const auto& leads = value_.leads;
    check_steps("leads.steps", leads.steps);
    check_range("leads.max_age", leads.max_age, 1, limits::max_age_years);
    auto upper = [](char c) { return c >= 'A' && c <= 'Z'; };
    if (leads.default_region.size() != 2
        || !std::all_of(leads.default_region.begin(),
                        leads.default_region.end(), upper))
      wrong("leads.default_region",
            "is " + literal(leads.default_region)
                + "; it must be an ISO 3166 code of two capital letters, like "
                  "\"US\"");
    for (const auto& carrier : leads.junk_carriers)
      if (carrier.find_first_not_of(" \t\r\n") == std::string::npos)
        wrong("leads.junk_carriers", "holds an empty name; remove it");
  }

  void check_cooldown() {
    const auto& cooldown = value_.cooldown;
    check_range("cooldown.errors", cooldown.errors, 1,
                limits::max_cooldown_errors);
    check_range("cooldown.seconds", cooldown.seconds, 1,
                limits::max_cooldown_seconds);
  }

  void check_log() {
    std::vector<std::string> known{std::begin(log_levels),
                                   std::end(log_levels)};
    const auto& level = value_.log.level;
    if (std::find(known.begin(), known.end(), level) == known.end())
      wrong("log.level", "is " + literal(level)
                             + "; it must be one of trace, debug, info, warn, "
                               "error, off");
  }

  void check_schedules() {
    const auto& schedules = value_.schedules;
    std::set<std::string> names;
    for (std::size_t i = 0; i < schedules.size(); ++i) {
      const auto& name = schedules[i].name;
      check_schedule(i + 1, schedules[i]);
      if (!name.empty() && !names.insert(name).second)
        wrong(name_in_list("schedule.name", i + 1),
              "is " + literal(name)
                  + ", as another one is called; give each its own name");
    }
    if (schedules.size() > limits::max_schedules)
      wrong(name_in_list("schedule", limits::max_schedules + 1),
            "is one too many; there may be "
                + std::to_string(limits::max_schedules));
  }

  void check_schedule(std::size_t entry, const schedule_config& schedule) {
    auto key = [&](const std::string& name) {
      return name_in_list("schedule." + name, entry);
    };
    if (!is_declaration_name(schedule.name))
      wrong(key("name"), "is " + literal(schedule.name) + "; it must have 1 to "
                             + std::to_string(limits::declaration_name_chars)
                             + " of the characters a to z, 0 to 9 and -");
    if (auto rule = cron_schedule::parse(schedule.when); !rule)
      for (const auto& fault : rule.error().fields)
        wrong(key(fault.pointer.substr(1)), fault.detail);
    if (schedule.file.empty() || schedule.file.find('\0') != std::string::npos)
      wrong(key("file"), "is " + literal(schedule.file)
                             + "; it must name a CSV file of leads");
    check_tags(key("tags"), schedule.tags);
    check_steps(key("steps"), schedule.steps);
    check_outputs(key("outputs"), schedule.outputs);
    check_range(key("max_attempts"), schedule.max_attempts, 1,
                limits::max_attempts);
  }

  /// The same bounds as for the tags of a request.
  void check_tags(const std::string& key,
                  const std::vector<std::string>& tags) {
    if (tags.size() > limits::max_tags)
      wrong(key,
            "may hold at most " + std::to_string(limits::max_tags) + " tags");
    for (const auto& tag : tags)
      if (tag.empty() || tag.size() > limits::tag_bytes
          || tag.find('\0') != std::string::npos)
        wrong(key, "holds " + literal(tag) + "; a tag must have 1 to "
                       + std::to_string(limits::tag_bytes)
                       + " bytes, none of them NUL");
  }

  void check_production() {
    if (value_.event_key.empty())
      wrong("event_key", "is not set; production needs both keys: set "
                         "LEADMILL_EVENT_KEY to at least 32 characters");
    if (value_.signing_key.empty())
      wrong("signing_key", "is not set; production needs both keys: set "
                           "LEADMILL_SIGNING_KEY to at least 32 characters");
  }

  const config& value_;
  const config_origins& origins_;
  std::vector<config_problem> problems_;
};

} // namespace

std::vector<config_problem> check_config(const config& value,
                                         const config_origins& origins) {
  return checker{value, origins}.run();
}

} // namespace leadmill
