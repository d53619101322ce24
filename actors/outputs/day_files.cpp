#include "actors/outputs/day_files.hpp"

#include <algorithm>

#include "actors/outputs/durable_file.hpp"
#include "actors/outputs/lead_file.hpp"

namespace leadmill {

outcome<void> day_files::look(job_reader& reader, const stored_jobs_now& jobs,
                              unix_ms now) {
  remove_unfinished(summary_.directory());
  if (auto opened = summary_.open(reader); !opened)
    return opened;
  changed_.merge(summary_.find_changed(jobs.open, now));
  changed_.merge(summary_.find_changed(jobs.ended, now));
  seq_ = std::max(seq_, jobs.seq);
  return {};
}

void day_files::note(const std::string& job, bool, std::uint64_t seq) {
  seq_ = std::max(seq_, seq);
  changed_.insert(job);
}

outcome<void> day_files::write_all(job_reader& reader, unix_ms now) {
  auto written = summary_.update(reader, changed_, seq_, now);
  if (written)
    changed_.clear();
  return written;
}

outcome<void> day_files::remove(const std::string& job) {
  changed_.erase(job);
  summary_.forget_job(job);
  return {};
}

outcome<void> day_files::forget(job_reader&, const std::string& key,
                                const std::vector<lead_place>& places) {
  outcome<void> out;
  for (const auto& file : files_in(summary_.directory()))
    keep_first(out, forget_in_file(file, {}, key, places).map([](bool) {}));
  return out;
}

} // namespace leadmill
