// The checks, one function for each table; see config/check.hpp.
#include "config/check.hpp"

#include <algorithm>
#include <iterator>
#include <set>
#include <string>

#include "config/address.hpp"
#include "config/keys.hpp"
#include "config/nearest.hpp"

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
    check_ranges();
    check_leads();
    check_log();
    if (value_.environment == deployment::production)
      check_production();
    return std::move(problems_);
  }

 private:
  void wrong(const char* key, std::string what) {
    auto origin = origins_.find(key);
    auto where = origin == origins_.end() ? variable_of(key) : origin->second;
    problems_.push_back({std::move(where), key + (" " + std::move(what))});
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

  void check_range(const char* key, std::uint32_t number, std::uint32_t low,
                   std::uint32_t high) {
    if (number < low || number > high)
      wrong(key, "is " + std::to_string(number) + "; it must be from "
                     + std::to_string(low) + " to " + std::to_string(high));
  }

  void check_ranges() {
    check_range("jobs.slots", value_.jobs.slots, 1, limits::max_slots);
    check_range("leads.max_age", value_.leads.max_age, 1,
                limits::max_age_years);
  }

  void check_steps() {
    std::set<std::string> seen;
    const auto& known = local_steps();
    for (const auto& step : value_.leads.steps) {
      if (std::find(known.begin(), known.end(), step) == known.end())
        wrong("leads.steps", "has no step " + literal(step)
                                 + "; the nearest one is "
                                 + literal(nearest(step, known)));
      if (!seen.insert(step).second)
        wrong("leads.steps",
              "names " + literal(step) + " twice; once is enough");
    }
  }

  void check_leads() {
    check_steps();
    const auto& leads = value_.leads;
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

  void check_log() {
    std::vector<std::string> known{std::begin(log_levels),
                                   std::end(log_levels)};
    const auto& level = value_.log.level;
    if (std::find(known.begin(), known.end(), level) == known.end())
      wrong("log.level", "is " + literal(level)
                             + "; it must be one of trace, debug, info, warn, "
                               "error, off");
  }

  void check_production() {
    if (value_.event_key.empty())
      wrong("event_key", "is not set; production needs both keys: set "
                         "LEADMILL_EVENT_KEY to at least 32 characters");
    if (value_.signing_key.empty())
      wrong("signing_key", "is not set; production needs both keys: set "
                           "LEADMILL_SIGNING_KEY to at least 32 characters");
    auto url = parse_url(value_.base_url);
    if (value_.base_url.empty() || (url && may_reach_loopback(url->host)))
      wrong("base_url", "must be an absolute URL that is not loopback in "
                        "production, as the source linkedin-sales-navigator "
                        "is enabled: set LEADMILL_BASE_URL");
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
