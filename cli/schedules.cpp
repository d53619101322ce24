#include "cli/schedules.hpp"

#include <utility>

#include "cli/whole_file.hpp"
#include "config/cron.hpp"
#include "config/limits.hpp"
#include "leads/csv.hpp"

namespace leadmill {

namespace {

outcome<job_draft> make_draft(const schedule_config& from) {
  auto text = read_whole_file(from.file, limits::body_bytes);
  if (!text)
    return tl::make_unexpected(std::move(text.error()));
  auto draft = read_csv(*text, limits::max_rows_per_job);
  if (!draft) {
    draft.error().detail = from.file + ": " + draft.error().detail;
    return draft;
  }
  draft->priority = from.priority;
  draft->max_attempts = from.max_attempts;
  draft->steps = from.steps;
  draft->outputs = from.outputs;
  draft->tags = from.tags;
  draft->tags.push_back("schedule:" + from.name);
  return draft;
}

} // namespace

std::vector<recurring_job>
make_recurring(const std::vector<schedule_config>& schedules) {
  std::vector<recurring_job> out;
  for (const auto& one : schedules) {
    auto starts = cron_schedule::parse(one.when);
    if (!starts)
      continue; // refused by the check before
    recurring_job recurring;
    recurring.name = one.name;
    recurring.next = [starts = *starts](unix_ms after) {
      return starts.next(after);
    };
    recurring.make_draft = [one] { return make_draft(one); };
    out.push_back(std::move(recurring));
  }
  return out;
}

} // namespace leadmill
