#include "actors/outputs/day_exports.hpp"

#include <utility>

#include "actors/outputs/durable_file.hpp"
#include "actors/outputs/lead_file.hpp"
#include "leads/export_text.hpp"

namespace leadmill {

namespace {

namespace fs = std::filesystem;

constexpr std::string_view prefix = "leads-";

bool is_rendered(const fs::path& working) {
  std::error_code error;
  auto mode = fs::status(working, error).permissions();
  return !error && (mode & fs::perms::owner_write) == fs::perms::none;
}

outcome<void> mark_rendered(const fs::path& working) {
  std::error_code error;
  fs::permissions(working, fs::perms::owner_read, error);
  if (error)
    return fail(errc::unavailable,
                "Cannot mark " + working.string() + ": " + error.message());
  return {};
}

} // namespace

day_exports::day_exports(export_target target)
    : day_files({target.kept("days"), std::string{prefix},
                 [target](const job& of) { return target.takes(of); }}),
      target_(std::move(target)) {}

outcome<void> day_exports::look(job_reader& reader, const stored_jobs_now& jobs,
                                unix_ms now) {
  if (auto made = target_.make_parents("days"); !made)
    return made;
  remove_unfinished(target_.directory(), [&](const std::string& name) {
    return target_.stem_of(name).starts_with(prefix);
  });
  has_stale_ = true;
  return day_files::look(reader, jobs, now);
}

outcome<void> day_exports::write_all(job_reader& reader, unix_ms now) {
  auto out = day_files::write_all(reader, now);
  keep_first(out, render_changed());
  return out;
}

outcome<void> day_exports::forget(job_reader& reader, const std::string& key,
                                  const std::vector<lead_place>& places) {
  auto out = day_files::forget(reader, key, places);
  keep_first(out, render_changed());
  return out;
}

outcome<void> day_exports::render_changed() {
  outcome<void> out;
  for (const auto& working : summary().files())
    if (!is_rendered(working))
      keep_first(out, render(working));
  has_stale_ = !out;
  return out;
}

outcome<void> day_exports::render(const fs::path& working) {
  auto from = lead_file_reader::open(working);
  if (!from)
    return tl::make_unexpected(std::move(from.error()));
  auto name = std::string{prefix} + summary().day_of(working);
  auto to = durable_file::create(target_.directory() / target_.file_name(name),
                                 target_.mode());
  if (!to)
    return tl::make_unexpected(std::move(to.error()));
  export_encoder encoder{target_.declared, {}};
  auto text = encoder.begin();
  row_reader reader;
  while (auto line = from->next()) {
    if (auto one = read_lead(reader, *line))
      encoder.add(text, one->job, one->lead);
    if (auto written = to->write(text); !written)
      return written;
    text.clear();
  }
  if (auto tail = from->tail(); !tail)
    return tl::make_unexpected(std::move(tail.error()));
  if (auto written = to->write(text); !written)
    return written;
  if (auto committed = to->commit(); !committed)
    return committed;
  return mark_rendered(working);
}

} // namespace leadmill
