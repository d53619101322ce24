#include "cli/progress.hpp"

#include <cmath>
#include <cstdio>

#include "messages/grouped.hpp"
#include "messages/json.hpp"

namespace leadmill {

std::string render_bar(const job_progress& progress, double leads_per_second) {
  constexpr std::uint32_t width = 30;
  auto percent = percentage(progress);
  std::string bar(width, '-');
  bar.replace(0, width * percent / 100, width * percent / 100, '#');
  char number[16];
  std::snprintf(number, sizeof number, "%3u %%", percent);
  return "[" + bar + "] " + number + "  " + grouped(progress.current) + " / "
         + grouped(progress.total) + "  "
         + grouped(static_cast<std::uint64_t>(std::llround(leads_per_second)))
         + " leads/s";
}

double leads_per_second(const job_summary& summary) {
  auto seconds = static_cast<double>(summary.took.count()) / 1000;
  return seconds > 0 ? summary.state.progress.current / seconds : 0;
}

std::string to_text(const job_summary& summary) {
  const auto& j = summary.state;
  auto line = [](std::uint64_t n, const std::string& what) {
    char text[32];
    std::snprintf(text, sizeof text, "%10s  ", grouped(n).c_str());
    return text + what + '\n';
  };
  std::string out = "Job " + j.id + ": " + to_string(status_of(j.phase)) + '\n';
  out += line(j.counts.saved, "saved");
  out += line(j.counts.filtered, "filtered");
  for (const auto& [reason, n] : summary.filtered)
    out += "  " + line(n, reason);
  out += line(j.counts.failed, "failed");
  if (summary.duplicates != 0)
    out += line(summary.duplicates, "duplicates of an earlier row");
  out +=
      line(static_cast<std::uint64_t>(std::llround(leads_per_second(summary))),
           "leads per second");
  if (!j.error.empty())
    out += "Error: " + j.error + '\n';
  if (!summary.out.empty())
    out += "Results: " + summary.out + '\n';
  return out;
}

std::string to_json(const job_summary& summary) {
  const auto& j = summary.state;
  std::string counts, filtered, out;
  object_writer c{counts};
  c.add_number("saved", j.counts.saved);
  c.add_number("filtered", j.counts.filtered);
  c.add_number("failed", j.counts.failed);
  c.close();
  object_writer f{filtered};
  for (const auto& [reason, n] : summary.filtered)
    f.add_number(reason, n);
  f.close();
  object_writer w{out};
  w.add("jobId", j.id);
  w.add("status", to_string(status_of(j.phase)));
  w.add_json("counts", counts);
  w.add_json("filtered", filtered);
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
  w.close();
  return out;
}

} // namespace leadmill
