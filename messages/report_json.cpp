#include "messages/report_json.hpp"

#include <array>
#include <charconv>
#include <map>

#include "messages/json.hpp"

namespace leadmill {

namespace {

/// A JSON array of what `add` appends for each item.
template <class Items, class Add>
std::string list_of(const Items& items, Add add) {
  std::string out = "[";
  for (const auto& item : items) {
    if (out.size() > 1)
      out += ',';
    add(out, item);
  }
  return out += ']';
}

void append_entry(std::string& out, const history_entry& entry) {
  object_writer w{out};
  w.add_number("seq", static_cast<std::int64_t>(entry.seq));
  w.add("time", to_iso(entry.time));
  w.add_number("attempt", entry.attempt);
  if (entry.from)
    w.add("from", to_string(*entry.from));
  w.add("to", to_string(entry.to));
  if (!entry.node.empty())
    w.add("node", entry.node);
  if (!entry.reason.empty())
    w.add("reason", entry.reason);
  w.close();
}

void append_place(std::string& out, const erased_place& found) {
  object_writer w{out};
  w.add("jobId", found.place.job);
  w.add_number("row", found.place.row);
  w.add_json("in", found.had_result ? R"(["input","result"])" : R"(["input"])");
  w.close();
}

void add_count(object_writer& w, std::string_view name, std::uint64_t count) {
  w.add_number(name, static_cast<std::int64_t>(count));
}

void add_rate(object_writer& w, std::string_view name, std::uint64_t part,
              std::uint64_t all) {
  auto rate =
      all == 0 ? 0.0 : static_cast<double>(part) / static_cast<double>(all);
  std::array<char, 32> text{};
  auto end = std::to_chars(text.data(), text.data() + text.size(), rate).ptr;
  w.add_json(name, {text.data(), end});
}

std::string phases_json(const type_stats& stats) {
  std::string out;
  object_writer w{out};
  for (auto phase : all_job_phases)
    add_count(w, to_string(phase),
              stats.by_phase[static_cast<std::size_t>(phase)]);
  w.close();
  return out;
}

using status_counts = std::map<job_status, std::uint64_t>;

status_counts count_statuses(const type_stats& stats) {
  status_counts out;
  for (auto phase : all_job_phases)
    out[status_of(phase)] += stats.by_phase[static_cast<std::size_t>(phase)];
  return out;
}

std::string statuses_json(const status_counts& counts) {
  std::string out;
  object_writer w{out};
  for (auto [status, count] : counts)
    add_count(w, to_string(status), count);
  w.close();
  return out;
}

std::string leads_json(const lead_totals& leads) {
  std::string out;
  object_writer w{out};
  add_count(w, "saved", leads.saved);
  add_count(w, "filtered", leads.filtered);
  add_count(w, "failed", leads.failed);
  w.close();
  return out;
}

std::string quantiles_json(const quantiles& times) {
  std::string out;
  object_writer w{out};
  add_count(w, "count", times.count);
  w.add_number("p50", times.p50_ms);
  w.add_number("p90", times.p90_ms);
  w.add_number("p99", times.p99_ms);
  w.add_number("max", times.max_ms);
  w.close();
  return out;
}

std::string throughput_json(const throughput& completed) {
  std::string out;
  object_writer w{out};
  add_count(w, "jobs", completed.jobs);
  add_count(w, "leads", completed.leads);
  w.close();
  return out;
}

std::string type_json(const type_stats& stats) {
  auto counts = count_statuses(stats);
  auto completed = counts[job_status::completed];
  auto failed = counts[job_status::failed];
  std::string out;
  object_writer w{out};
  w.add_json("byPhase", phases_json(stats));
  w.add_json("byStatus", statuses_json(counts));
  add_rate(w, "successRate", completed, completed + failed);
  add_rate(w, "failureRate", failed, completed + failed);
  add_count(w, "retries", stats.retries);
  w.add_json("leads", leads_json(stats.leads));
  w.add_json("lastHour", throughput_json(stats.last_hour));
  w.add_json("lastDay", throughput_json(stats.last_day));
  w.add_json("waitingMs", quantiles_json(stats.waiting));
  w.add_json("runningMs", quantiles_json(stats.running));
  w.close();
  return out;
}

void add_limit(object_writer& w, std::string_view name, std::uint64_t limit) {
  if (limit != 0)
    add_count(w, name, limit);
}

void append_usage(std::string& out, const usage_line& line) {
  object_writer w{out};
  w.add("name", line.used.upstream);
  if (line.limits)
    w.add("kind", to_string(line.limits->kind));
  add_count(w, "today", line.used.today);
  add_count(w, "thisMonth", line.used.this_month);
  w.add_json("costToday", amount_text(line.used.today_micros));
  w.add_json("costThisMonth", amount_text(line.used.this_month_micros));
  if (const auto& limits = line.limits) {
    add_limit(w, "dailyLimit", limits->daily);
    add_limit(w, "monthlyLimit", limits->monthly);
    if (limits->spend_cap_micros != 0)
      w.add_json("spendCap", amount_text(limits->spend_cap_micros));
  }
  if (auto left = left_today(line))
    add_count(w, "remainingToday", *left);
  if (auto left = left_this_month(line))
    add_count(w, "remainingThisMonth", *left);
  w.close();
}

} // namespace

std::string to_json(std::string_view id,
                    const std::vector<history_entry>& history) {
  std::string out;
  object_writer w{out};
  w.add_bool("success", true);
  w.add("jobId", id);
  w.add_json("log", list_of(history, append_entry));
  w.close();
  return out;
}

std::string to_json(const job_stats& stats, const paused_types& paused) {
  std::string types, pauses, out;
  object_writer t{types};
  for (const auto& one : stats.types)
    t.add_json(to_string(one.type), type_json(one));
  t.close();
  object_writer p{pauses};
  p.add_bool(to_string(job_type::enrichment), paused.enrichment);
  p.add_bool(to_string(job_type::scraping), paused.scraping);
  p.close();
  object_writer w{out};
  w.add_bool("success", true);
  w.add_json("types", types);
  w.add_json("paused", pauses);
  w.close();
  return out;
}

std::string to_json(const std::vector<erased_place>& found) {
  std::string out;
  object_writer w{out};
  w.add_bool("success", true);
  w.add_json("found", list_of(found, append_place));
  w.close();
  return out;
}

std::string to_json(const std::vector<usage_line>& usage) {
  std::int64_t today = 0, this_month = 0;
  for (const auto& line : usage) {
    today += line.used.today_micros;
    this_month += line.used.this_month_micros;
  }
  std::string out;
  object_writer w{out};
  w.add_bool("success", true);
  w.add_json("usage", list_of(usage, append_usage));
  w.add_json("costToday", amount_text(today));
  w.add_json("costThisMonth", amount_text(this_month));
  w.close();
  return out;
}

} // namespace leadmill
