#include "cli/progress.hpp"

#include <cmath>
#include <cstdio>

#include "messages/grouped.hpp"
#include "messages/json.hpp"

namespace leadmill {

namespace {

bool is_scraping(const job& state) { return state.type == job_type::scraping; }

std::string done_of_all(const job_progress& progress) {
  return grouped(progress.current) + " / " + grouped(progress.total);
}

/// "        75  saved".
std::string count_line(std::uint64_t n, const std::string& what) {
  char text[32];
  std::snprintf(text, sizeof text, "%10s  ", grouped(n).c_str());
  return text + what + '\n';
}

std::uint64_t rounded(double value) {
  return static_cast<std::uint64_t>(std::llround(value));
}

std::string counts_json(const job_counts& counts) {
  std::string out;
  object_writer w{out};
  w.add_number("saved", counts.saved);
  w.add_number("filtered", counts.filtered);
  w.add_number("failed", counts.failed);
  w.close();
  return out;
}

std::string reasons_json(const job_summary& summary) {
  std::string out;
  object_writer w{out};
  for (const auto& [reason, n] : summary.filtered)
    w.add_number(reason, n);
  w.close();
  return out;
}

} // namespace

std::string render_bar(const job& state, double leads_per_second) {
  constexpr std::uint32_t width = 30;
  auto percent = shown_percentage(state);
  std::string bar(width, '-');
  bar.replace(0, width * percent / 100, width * percent / 100, '#');
  char number[16];
  std::snprintf(number, sizeof number, "%3u %%", percent);
  auto out = "[" + bar + "] " + number + "  " + done_of_all(state.progress);
  return is_scraping(state)
             ? out + " pages  " + grouped(lead_count(state.counts)) + " leads"
             : out + "  " + grouped(rounded(leads_per_second)) + " leads/s";
}

std::string progress_line(const job& state) {
  auto out = done_of_all(state.progress)
             + (is_scraping(state) ? " pages (" : " leads (")
             + std::to_string(shown_percentage(state)) + " %)";
  if (is_scraping(state))
    out += ", " + grouped(lead_count(state.counts)) + " leads";
  return out;
}

std::uint32_t lead_count(const job_counts& counts) {
  return counts.saved + counts.filtered + counts.failed;
}

double leads_per_second(const job_summary& summary) {
  const auto& j = summary.state;
  auto seconds = static_cast<double>(summary.took.count()) / 1000;
  auto leads = is_scraping(j) ? lead_count(j.counts) : j.progress.current;
  return seconds > 0 ? leads / seconds : 0;
}

std::string to_text(const job_summary& summary) {
  const auto& j = summary.state;
  std::string out = "Job " + j.id + ": " + to_string(status_of(j.phase)) + '\n';
  if (is_scraping(j))
    out += count_line(j.progress.current,
                      "pages, of at most " + grouped(j.progress.total));
  out += count_line(j.counts.saved, "saved");
  out += count_line(j.counts.filtered, "filtered");
  for (const auto& [reason, n] : summary.filtered)
    out += "  " + count_line(n, reason);
  out += count_line(j.counts.failed, "failed");
  if (summary.duplicates != 0)
    out += count_line(summary.duplicates, "duplicates of an earlier row");
  if (!is_scraping(j))
    out += count_line(rounded(leads_per_second(summary)), "leads per second");
  if (!j.error.empty())
    out += "Error: " + j.error + '\n';
  if (!summary.out.empty())
    out += "Results: " + summary.out + '\n';
  return out;
}

std::string to_json(const job_summary& summary) {
  const auto& j = summary.state;
  std::string out;
  object_writer w{out};
  w.add("jobId", j.id);
  w.add("status", to_string(status_of(j.phase)));
  if (is_scraping(j)) {
    w.add_number("pages", j.progress.current);
    w.add_number("maxPages", j.progress.total);
  }
  w.add_json("counts", counts_json(j.counts));
  w.add_json("filtered", reasons_json(summary));
  w.add_number("duplicates", summary.duplicates);
  char seconds[32];
  std::snprintf(seconds, sizeof seconds, "%.3f",
                static_cast<double>(summary.took.count()) / 1000);
  w.add_json("seconds", seconds);
  w.add_number("leadsPerSecond", std::llround(leads_per_second(summary)));
  if (!summary.out.empty())
    w.add("out", summary.out);
  if (!j.error.empty())
    w.add("error", j.error);
  if (!j.code.empty())
    w.add("code", j.code);
  w.close();
  return out;
}

} // namespace leadmill
