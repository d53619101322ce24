// How a running job looks in a terminal: a bar that is redrawn, or plain lines
// where there is no terminal.
#pragma once

#include <chrono>
#include <map>
#include <string>

#include "messages/job.hpp"

namespace leadmill {

/// "[#####-----]  50 %  500 / 1,000  12,345 leads/s", or of a scraping job
/// "…  5 / 10 pages  125 leads"; for 80 columns.
std::string render_bar(const job& state, double leads_per_second);

/// "500 / 1,000 leads (50 %)", or "5 / 10 pages (50 %), 125 leads".
std::string progress_line(const job& state);

/// What became of a job, for the end of a command.
struct job_summary {
  job state;
  /// Filtered leads by reason.
  std::map<std::string, std::uint32_t> filtered;
  std::uint32_t duplicates = 0;
  std::chrono::milliseconds took{0};
  std::string out;
};

/// What became of leads so far, of every kind.
std::uint32_t lead_count(const job_counts& counts);

/// Leads per second over the whole run; 0 when nothing was measured.
double leads_per_second(const job_summary& summary);

/// For a person, several lines.
std::string to_text(const job_summary& summary);

/// For a program, one JSON object: {"jobId","status","pages"?,"maxPages"?,
/// "counts","filtered":{reason: n},"duplicates","seconds","leadsPerSecond",
/// "out","error"?,"code"?}; pages of a scraping job.
std::string to_json(const job_summary& summary);

} // namespace leadmill
