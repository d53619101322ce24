#include "actors/outputs/result_files.hpp"

#include <algorithm>
#include <utility>

#include "actors/outputs/api_results.hpp"
#include "actors/outputs/day_exports.hpp"
#include "actors/outputs/day_files.hpp"
#include "actors/outputs/job_exports.hpp"

namespace leadmill {

namespace {

/// Ended jobs that are looked at for what a crash left undone.
constexpr std::uint32_t max_looked_at = 1'000;
/// Writing everything takes at most this part of the time.
constexpr int rest_per_work = 20;

outcome<stored_jobs_now> read_jobs(job_reader& reader) {
  auto last = reader.last_seq();
  if (!last)
    return tl::make_unexpected(std::move(last.error()));
  auto open = reader.open_jobs();
  if (!open)
    return tl::make_unexpected(std::move(open.error()));
  auto ended = reader.recently_ended(max_looked_at);
  if (!ended)
    return tl::make_unexpected(std::move(ended.error()));
  return stored_jobs_now{std::move(*open), std::move(*ended), *last};
}

} // namespace

kept_files_list keep_results(const std::filesystem::path& data) {
  daily_summary_options days;
  days.directory = data / "enriched-leads";
  days.takes = [](const job& of) { return of.type == job_type::enrichment; };
  return {std::make_shared<api_results>(data / "api-results"),
          std::make_shared<day_files>(std::move(days))};
}

kept_files_list keep_exports(const std::vector<export_declaration>& exports,
                             const std::filesystem::path& data) {
  kept_files_list out;
  for (const auto& declared : exports) {
    export_target target{declared, data};
    if (declared.by_day)
      out.push_back(std::make_shared<day_exports>(std::move(target)));
    else
      out.push_back(std::make_shared<job_exports>(std::move(target)));
  }
  return out;
}

outcome<void> result_files_state::look() {
  auto& all = options.kept;
  if (looked == all.size())
    return {};
  auto jobs = read_jobs(*options.reader);
  if (!jobs)
    return tl::make_unexpected(std::move(jobs.error()));
  outcome<void> out;
  auto has_not_looked = [&](const auto& one) {
    auto result = one->look(*options.reader, *jobs, options.now());
    auto failed = !result;
    keep_first(out, std::move(result));
    return failed;
  };
  auto next = all.begin() + static_cast<std::ptrdiff_t>(looked);
  auto done = std::stable_partition(
      next, all.end(), [&](const auto& one) { return !has_not_looked(one); });
  looked = static_cast<std::size_t>(done - all.begin());
  return out;
}

outcome<void> result_files_state::note(const note_job& what) {
  outcome<void> out;
  for (std::size_t i = 0; i < options.kept.size(); ++i) {
    options.kept[i]->note(what.id, what.open, what.seq);
    if (!what.open && i < looked)
      keep_first(out, options.kept[i]->write_ended(*options.reader));
  }
  return out;
}

outcome<void> result_files_state::write_all() {
  auto out = look();
  for (std::size_t i = 0; i < looked; ++i)
    keep_first(out, options.kept[i]->write_all(*options.reader, options.now()));
  return out;
}

outcome<void> result_files_state::remove(const std::string& job) {
  outcome<void> out;
  for (const auto& one : options.kept)
    keep_first(out, one->remove(job));
  return out;
}

outcome<void> result_files_state::forget(const forget_lead& what) {
  outcome<void> out;
  for (const auto& one : options.kept)
    keep_first(out, one->forget(*options.reader, what.key, what.places));
  return out;
}

bool result_files_state::has_work() const {
  return looked != options.kept.size()
         || std::any_of(options.kept.begin(), options.kept.end(),
                        [](const auto& one) { return one->has_work(); });
}

namespace {

/// Reports what went wrong, if anything did.
void report(result_files_pointer self, const outcome<void>& result) {
  if (!result && self->state.options.on_problem)
    self->state.options.on_problem(result.error());
}

caf::result<bool> answer(result_files_pointer self,
                         const outcome<void>& result) {
  report(self, result);
  if (!result)
    return to_error(result.error());
  return true;
}

void tick_later(result_files_pointer self) {
  auto& state = self->state;
  if (state.has_work() && !std::exchange(state.ticking, true))
    self->delayed_send(self, state.rest, tick{});
}

void write(result_files_pointer self) {
  auto& state = self->state;
  state.ticking = false;
  auto began = self->clock().now();
  report(self, state.write_all());
  auto worked = std::chrono::duration_cast<std::chrono::milliseconds>(
      self->clock().now() - began);
  state.rest = std::max(state.options.period, worked * rest_per_work);
  tick_later(self);
}

void take_note(result_files_pointer self, const note_job& what) {
  report(self, self->state.note(what));
  tick_later(self);
}

} // namespace

result_files_actor::behavior_type result_files(result_files_pointer self,
                                               result_files_options options) {
  auto& state = self->state;
  state.options = std::move(options);
  state.rest = state.options.period;
  state.ticking = true;
  self->send(self, tick{});
  return {
      [self](const note_job& what) { take_note(self, what); },
      [self](const publish_removed& what) {
        report(self, self->state.remove(what.job.id));
        tick_later(self);
      },
      [self](tick) { write(self); },
      [self](flush_files) { return answer(self, self->state.write_all()); },
      [self](const forget_lead& what) {
        auto forgotten = self->state.forget(what);
        tick_later(self);
        return answer(self, forgotten);
      },
  };
}

} // namespace leadmill
