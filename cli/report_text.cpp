#include "cli/report_text.hpp"

#include <algorithm>
#include <array>
#include <cstdio>
#include <tuple>

#include "messages/grouped.hpp"

namespace leadmill {

namespace {

template <class... Values>
std::string format(const char* how, Values... values) {
  char text[64];
  std::snprintf(text, sizeof text, how, values...);
  return text;
}

std::uint64_t count(const type_stats& stats, job_phase phase) {
  return stats.by_phase[static_cast<std::size_t>(phase)];
}

/// "3 queued, 1 running": what there is, or "none".
std::string phases_text(const type_stats& stats) {
  std::string out;
  for (auto phase : all_job_phases)
    if (auto n = count(stats, phase); n != 0)
      out += (out.empty() ? "" : ", ") + grouped(n) + " " + to_string(phase);
  return out.empty() ? "none" : out;
}

std::string success_text(const type_stats& stats) {
  auto completed = count(stats, job_phase::done);
  auto all = completed + count(stats, job_phase::failed);
  if (all == 0)
    return "nothing has completed or failed";
  return format("%.1f %% completed, ", 100.0 * static_cast<double>(completed)
                                           / static_cast<double>(all))
         + format("%.1f %% failed", 100.0 * static_cast<double>(all - completed)
                                        / static_cast<double>(all));
}

std::string times_text(const quantiles& times) {
  if (times.count == 0)
    return "not measured yet";
  return "median " + duration_text(times.p50_ms) + ", 90 % within "
         + duration_text(times.p90_ms) + ", 99 % within "
         + duration_text(times.p99_ms) + ", at most "
         + duration_text(times.max_ms);
}

std::string type_text(const type_stats& stats, bool paused) {
  std::string out = to_string(stats.type);
  out += paused ? " (paused)\n" : "\n";
  out += "  jobs     " + phases_text(stats) + "\n";
  out += "  outcome  " + success_text(stats) + "; " + grouped(stats.retries)
         + (stats.retries == 1 ? " retry\n" : " retries\n");
  out += "  leads    " + grouped(stats.leads.saved) + " saved, "
         + grouped(stats.leads.filtered) + " filtered, "
         + grouped(stats.leads.failed) + " failed\n";
  out += "  hour     " + grouped(stats.last_hour.jobs) + " jobs completed, "
         + grouped(stats.last_hour.leads)
         + " leads; a day: " + grouped(stats.last_day.jobs) + " jobs, "
         + grouped(stats.last_day.leads) + " leads\n";
  out += "  waiting  " + times_text(stats.waiting) + "\n";
  out += "  running  " + times_text(stats.running) + "\n";
  return out;
}

using usage_row = std::array<std::string, 6>;

std::string of_limit(std::uint64_t used, std::uint64_t limit) {
  return limit == 0 ? grouped(used) : grouped(used) + " of " + grouped(limit);
}

usage_row row_of(const usage_line& line) {
  const auto& used = line.used;
  auto limits = line.limits.value_or(upstream_limits{});
  auto month = amount_text(used.this_month_micros);
  if (limits.spend_cap_micros != 0)
    month += " of " + amount_text(limits.spend_cap_micros);
  return {used.upstream,
          line.limits ? to_string(limits.kind) : "not in use",
          of_limit(used.today, limits.daily),
          of_limit(used.this_month, limits.monthly),
          amount_text(used.today_micros),
          month};
}

/// Columns as wide as they must be: names to the left, numbers to the right.
std::string table_text(const std::vector<usage_row>& rows) {
  constexpr std::size_t names = 2;
  std::array<std::size_t, std::tuple_size_v<usage_row>> widths{};
  for (const auto& row : rows)
    for (std::size_t i = 0; i < row.size(); ++i)
      widths[i] = std::max(widths[i], row[i].size());
  std::string out;
  for (const auto& row : rows) {
    for (std::size_t i = 0; i < row.size(); ++i) {
      std::string pad(widths[i] - row[i].size(), ' ');
      out += (i == 0 ? "" : "  ") + (i < names ? row[i] + pad : pad + row[i]);
    }
    out += '\n';
  }
  return out;
}

} // namespace

std::string duration_text(std::int64_t ms) {
  auto seconds = ms / 1000;
  auto minutes = seconds / 60;
  if (ms < 1000)
    return std::to_string(ms) + " ms";
  if (minutes == 0)
    return format("%.1f s", static_cast<double>(ms) / 1000);
  if (minutes < 60)
    return format("%d min %02d s", static_cast<int>(minutes),
                  static_cast<int>(seconds % 60));
  return grouped(static_cast<std::uint64_t>(minutes / 60))
         + format(" h %02d min", static_cast<int>(minutes % 60));
}

std::string to_text(const std::vector<history_entry>& history) {
  std::string out;
  for (const auto& entry : history) {
    out += to_iso(entry.time) + format("  attempt %u  ", entry.attempt);
    if (entry.from)
      out += std::string{to_string(*entry.from)} + " -> ";
    out += to_string(entry.to);
    if (!entry.node.empty())
      out += " on " + entry.node;
    if (!entry.reason.empty())
      out += ": " + entry.reason;
    out += '\n';
  }
  return out;
}

std::string to_text(const job_stats& stats, const paused_types& paused) {
  std::string out;
  for (const auto& one : stats.types)
    out += type_text(one, one.type == job_type::enrichment ? paused.enrichment
                                                           : paused.scraping);
  return out;
}

std::string to_text(const std::vector<usage_line>& usage) {
  if (usage.empty())
    return "No provider or source is in use.\n";
  std::vector<usage_row> rows = {
      {"name", "kind", "today", "this month", "cost today", "cost this month"}};
  std::int64_t today = 0, this_month = 0;
  for (const auto& line : usage) {
    rows.push_back(row_of(line));
    today += line.used.today_micros;
    this_month += line.used.this_month_micros;
  }
  if (usage.size() > 1)
    rows.push_back(
        {"all", "", "", "", amount_text(today), amount_text(this_month)});
  return table_text(rows);
}

std::string to_text(const std::vector<erased_place>& found) {
  if (found.empty())
    return "Nobody with this key is kept.\n";
  std::string out;
  for (const auto& one : found)
    out += one.place.job + " row " + std::to_string(one.place.row)
           + (one.had_result ? ": input and result\n" : ": input\n");
  return out + "Erased in " + grouped(found.size())
         + (found.size() == 1 ? " place.\n" : " places.\n");
}

} // namespace leadmill
