#include "cli/overview.hpp"

#include <nlohmann/json.hpp>

#include "cli/check.hpp"
#include "config/cron.hpp"
#include "config/limits.hpp"

namespace leadmill {

namespace {

using nlohmann::ordered_json;

constexpr double micros = 1'000'000;

/// Names of files may be no UTF-8.
std::string to_text(const ordered_json& from) {
  return from.dump(-1, ' ', false, ordered_json::error_handler_t::replace);
}

void add_bounds(ordered_json& to, const upstream_bounds& bounds) {
  if (bounds.rate > 0) {
    to["rate"] = bounds.rate;
    to["burst"] = bounds.burst;
  }
  to["concurrency"] = bounds.concurrency;
  to["timeoutSeconds"] = static_cast<double>(bounds.timeout.count()) / 1'000;
  to["retries"] = bounds.retries;
  to["cacheSeconds"] = bounds.cache_seconds;
  to["costPer1000"] = static_cast<double>(bounds.cost_micros) * 1'000 / micros;
  if (bounds.daily_limit > 0)
    to["dailyLimit"] = bounds.daily_limit;
  if (bounds.monthly_limit > 0)
    to["monthlyLimit"] = bounds.monthly_limit;
  if (bounds.spend_cap_micros > 0)
    to["spendCap"] = static_cast<double>(bounds.spend_cap_micros) / micros;
  if (bounds.cooldown_errors > 0) {
    to["cooldownErrors"] = bounds.cooldown_errors;
    to["cooldownSeconds"] = bounds.cooldown_seconds;
  }
}

void add_disabled(ordered_json& to, const config& from, declaration_kind kind) {
  for (const auto& one : from.disabled) {
    if (one.kind != kind)
      continue;
    auto& shown =
        to.emplace_back(ordered_json{{"name", one.name}, {"enabled", false}});
    if (!one.step.empty())
      shown["step"] = one.step;
    shown["reason"] = one.reason;
  }
}

ordered_json providers_of(const config& from) {
  auto out = ordered_json::array();
  for (const auto& one : from.providers) {
    auto& shown = out.emplace_back(ordered_json{
        {"name", one.name}, {"enabled", true}, {"step", one.step}});
    add_bounds(shown, one.bounds);
  }
  add_disabled(out, from, declaration_kind::provider);
  return out;
}

ordered_json sources_of(const config& from) {
  auto out = ordered_json::array();
  for (const auto& one : from.sources) {
    auto kind = one.format == source_format::html ? "html" : "json";
    auto& shown = out.emplace_back(ordered_json{{"name", one.name},
                                                {"enabled", true},
                                                {"kind", kind},
                                                {"pageSize", one.page_size}});
    add_bounds(shown, one.bounds);
  }
  add_disabled(out, from, declaration_kind::source);
  return out;
}

ordered_json schedules_of(const config& from, unix_ms now) {
  auto out = ordered_json::array();
  for (const auto& one : from.schedules) {
    auto& shown =
        out.emplace_back(ordered_json{{"name", one.name},
                                      {"type", to_string(job_type::enrichment)},
                                      {"cron", one.when.expression},
                                      {"timeZone", one.when.zone}});
    if (!one.when.hours.empty())
      shown["hours"] = one.when.hours;
    shown["weekends"] = one.when.weekends;
    if (auto rule = cron_schedule::parse(one.when))
      if (auto next = rule->next(now))
        shown["next"] = to_iso(*next);
  }
  return out;
}

ordered_json limits_shown(const config& from) {
  return {{"rowsPerJob", limits::max_rows_per_job},
          {"columns", limits::max_columns},
          {"bodyBytes", limits::body_bytes},
          {"metadataBytes", limits::metadata_bytes},
          {"tags", limits::max_tags},
          {"tagBytes", limits::tag_bytes},
          {"pages", limits::max_scrape_pages},
          {"results", limits::max_scrape_results},
          {"attempts", limits::max_attempts},
          {"timeoutSeconds", limits::max_timeout_seconds},
          {"waitingJobs", limits::max_waiting_jobs},
          {"pageJobs", limits::max_page_jobs},
          {"keepDays", limits::max_keep_days},
          {"slots", from.jobs.slots}};
}

ordered_json destinations_of(const config& value) {
  auto out = ordered_json::array();
  auto add = [&](const std::string& name, const char* kind, bool by_default) {
    out.push_back({{"name", name}, {"kind", kind}, {"default", by_default}});
  };
  for (const auto& one : value.webhooks)
    add(one.name, "webhook", one.by_default);
  for (const auto& one : value.exports)
    add(one.name, one.format == export_format::csv ? "csv" : "ndjson",
        one.by_default);
  return out;
}

} // namespace

std::string settings_json(const loaded_config& from, std::string_view version,
                          unix_ms now) {
  const auto& value = from.value;
  ordered_json out;
  out["success"] = true;
  out["environment"] = to_string(value.environment);
  out["keyed"] = !value.event_key.empty();
  out["version"] = version;
  out["steps"] = known_step_names(value);
  out["defaultSteps"] = value.leads.steps;
  out["priorities"] = {"high", "normal", "low"};
  out["providers"] = providers_of(value);
  out["sources"] = sources_of(value);
  out["destinations"] = destinations_of(value);
  out["schedules"] = schedules_of(value, now);
  out["limits"] = limits_shown(value);
  return to_text(out);
}

std::string check_json(const config_sources& sources) {
  auto loaded = load_config(sources);
  check_surroundings(loaded);
  ordered_json out{{"success", true}, {"file", loaded.file}};
  auto& problems = out["problems"] = ordered_json::array();
  for (const auto& one : loaded.problems)
    problems.push_back({{"key", one.where}, {"detail", one.what}});
  return to_text(out);
}

} // namespace leadmill
