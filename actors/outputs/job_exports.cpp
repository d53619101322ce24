#include "actors/outputs/job_exports.hpp"

#include <algorithm>
#include <charconv>
#include <fstream>
#include <map>

#include "actors/outputs/durable_file.hpp"
#include "leads/export_text.hpp"
#include "messages/ids.hpp"

namespace leadmill {

namespace {

namespace fs = std::filesystem;

constexpr std::uint32_t page_rows = 256;
/// Jobs that were removed last, which may have been while nobody looked.
constexpr std::uint32_t max_removals = 1'000;

} // namespace

fs::path job_exports::file_of(const std::string& job) const {
  return target_.directory() / target_.file_name(job);
}

outcome<std::uint64_t> job_exports::read_mark() {
  auto path = target_.kept("jobs");
  std::error_code error;
  if (!fs::exists(path, error) && !error)
    return fail(errc::not_found, path.string() + " is not there");
  std::ifstream file{path};
  std::uint64_t out = 0;
  if (!(file >> out))
    return fail(errc::unavailable, "Cannot read " + path.string());
  return out;
}

outcome<void> job_exports::write_mark() {
  auto file = durable_file::create(target_.kept("jobs"));
  if (!file)
    return tl::make_unexpected(std::move(file.error()));
  if (auto written = file->write(std::to_string(seq_) + "\n"); !written)
    return written;
  if (auto committed = file->commit(); !committed)
    return committed;
  has_news_ = false;
  return {};
}

outcome<void> job_exports::find_gone(job_reader& reader) {
  auto removed = reader.removals(max_removals);
  if (!removed)
    return tl::make_unexpected(std::move(removed.error()));
  for (const auto& one : removed->jobs)
    gone_.insert(one.id);
  // Elsewhere there may be files of jobs that somebody else knows.
  if (!target_.is_ours())
    return {};
  for (const auto& file : files_in(target_.directory())) {
    auto id = target_.stem_of(file.filename().string());
    if (!is_job_id(id))
      continue;
    auto found = reader.find(id);
    if (!found && found.error().code != errc::not_found)
      return tl::make_unexpected(std::move(found.error()));
    if (!found)
      gone_.insert(id);
  }
  return {};
}

outcome<void> job_exports::look(job_reader& reader, const stored_jobs_now& jobs,
                                unix_ms) {
  if (auto made = target_.make_parents("jobs"); !made)
    return made;
  remove_unfinished(target_.directory(), [&](const std::string& name) {
    return is_job_id(target_.stem_of(name));
  });
  if (auto found = find_gone(reader); !found)
    return found;
  seq_ = std::max(seq_, jobs.seq);
  auto mark = read_mark();
  if (!mark && mark.error().code == errc::not_found)
    return write_mark();
  if (!mark)
    return tl::make_unexpected(std::move(mark.error()));
  for (const auto& one : jobs.ended)
    if (one.seq > *mark && target_.takes(one))
      ended_.insert(one.id);
  return {};
}

void job_exports::note(const std::string& job, bool open, std::uint64_t seq) {
  seq_ = std::max(seq_, seq);
  if (open)
    ended_.erase(job);
  else
    ended_.insert(job);
}

outcome<void> job_exports::write_ended(job_reader& reader) {
  auto out = remove_gone();
  for (auto at = ended_.begin(); at != ended_.end();) {
    auto written = write(reader, *at);
    has_news_ |= written.has_value();
    at = written ? ended_.erase(at) : std::next(at);
    keep_first(out, std::move(written));
  }
  return out;
}

outcome<void> job_exports::write_all(job_reader& reader, unix_ms) {
  auto out = write_ended(reader);
  if (has_news_ && ended_.empty())
    keep_first(out, write_mark());
  return out;
}

outcome<void> job_exports::write(job_reader& reader, const std::string& job) {
  result_query query;
  query.job = job;
  auto rows = reader.open_results(query);
  if (!rows)
    return rows.error().code == errc::not_found
               ? outcome<void>{}
               : tl::make_unexpected(std::move(rows.error()));
  const auto& state = (*rows)->head().state;
  if (!is_terminal(state.phase) || state.attempt == 0 || !target_.takes(state)
      || !is_job_id(job))
    return {};
  return copy(**rows, {});
}

outcome<void> job_exports::copy(result_cursor& from,
                                const forgotten& person) const {
  const auto& head = from.head();
  auto to = durable_file::create(file_of(head.state.id), target_.mode());
  if (!to)
    return tl::make_unexpected(std::move(to.error()));
  export_encoder encoder{target_.declared, head.headers};
  auto text = encoder.begin();
  for (bool last = false; !last;) {
    auto part = from.next(page_rows);
    if (!part)
      return tl::make_unexpected(std::move(part.error()));
    for (const auto& lead : part->leads) {
      auto is_meant = person.rows.contains(lead.row)
                      || (!person.key.empty() && lead.key == person.key);
      if (!is_meant)
        encoder.add(text, head.state.id, lead);
    }
    if (auto written = to->write(text); !written)
      return written;
    text.clear();
    last = part->last;
  }
  return to->commit();
}

outcome<void> job_exports::remove_gone() {
  outcome<void> out;
  for (auto at = gone_.begin(); at != gone_.end();) {
    auto removed =
        is_job_id(*at) ? remove_durably(file_of(*at)) : outcome<void>{};
    at = removed ? gone_.erase(at) : std::next(at);
    keep_first(out, std::move(removed));
  }
  return out;
}

outcome<void> job_exports::remove(const std::string& job) {
  ended_.erase(job);
  gone_.insert(job);
  return remove_gone();
}

outcome<void> job_exports::rewrite(job_reader& reader, const std::string& job,
                                   const forgotten& person) {
  std::error_code error;
  if (!fs::exists(file_of(job), error))
    return {};
  result_query query;
  query.job = job;
  auto rows = reader.open_results(query);
  if (!rows && rows.error().code == errc::not_found)
    return remove_durably(file_of(job));
  if (!rows)
    return tl::make_unexpected(std::move(rows.error()));
  return copy(**rows, person);
}

outcome<void> job_exports::forget(job_reader& reader, const std::string& key,
                                  const std::vector<lead_place>& places) {
  std::map<std::string, forgotten> by_job;
  for (const auto& place : places)
    if (is_job_id(place.job))
      by_job.try_emplace(place.job, forgotten{key, {}})
          .first->second.rows.insert(place.row);
  outcome<void> out;
  for (const auto& [job, person] : by_job)
    keep_first(out, rewrite(reader, job, person));
  return out;
}

} // namespace leadmill
