// A destination that has a file for each day: leads-2026-01-31.csv.
//
// What such a file says stands first in a working file of daily_summary.hpp,
// exports/.days/NAME/leads-2026-01-31.json, and is rendered from there as a
// whole. So a lead stands in it once, whatever crashes when, and a person can
// be taken out of it though it shows nobody's key. A working file that was
// rendered as it stands is read-only; one that changes is another file.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "actors/outputs/day_files.hpp"
#include "actors/outputs/export_target.hpp"

namespace leadmill {

class day_exports final : public day_files {
 public:
  explicit day_exports(export_target target);

  outcome<void> look(job_reader& reader, const stored_jobs_now& jobs,
                     unix_ms now) override;
  outcome<void> write_all(job_reader& reader, unix_ms now) override;
  outcome<void> forget(job_reader& reader, const std::string& key,
                       const std::vector<lead_place>& places) override;
  bool has_work() const override { return has_stale_ || day_files::has_work(); }

 private:
  /// Writes the files of those days that changed.
  outcome<void> render_changed();
  outcome<void> render(const std::filesystem::path& working);

  export_target target_;
  /// Some file may not say what its working file does.
  bool has_stale_ = false;
};

} // namespace leadmill
