#include "actors/outputs/result_files.hpp"

#include <algorithm>
#include <optional>
#include <string_view>
#include <utility>
#include <vector>

#include "actors/outputs/lead_file.hpp"
#include "messages/ids.hpp"
#include "messages/json.hpp"

namespace leadmill {

namespace {

namespace fs = std::filesystem;

/// Ended jobs that are looked at for what a crash left undone.
constexpr std::uint32_t max_looked_at = 1'000;
constexpr std::uint32_t page_rows = 256;
/// A summary is written for at most this part of the time.
constexpr int rest_per_work = 20;

/// 20260131T101530Z
std::string compact_time(unix_ms time) {
  auto out = to_iso(time).substr(0, sizeof "2026-01-31T10:15:30" - 1) + "Z";
  std::erase_if(out, [](char c) { return c == '-' || c == ':'; });
  return out;
}

/// Nothing that was not checked becomes part of a path.
bool is_source_name(const std::string& text) {
  constexpr std::string_view allowed = "abcdefghijklmnopqrstuvwxyz0123456789-";
  return !text.empty() && text.size() <= 64
         && text.find_first_not_of(allowed) == std::string::npos;
}

/// The job whose results a file of this name holds; empty for none of ours.
std::string job_of(const std::string& name) {
  constexpr std::string_view suffix = ".json";
  if (!name.ends_with(suffix))
    return {};
  auto at = name.rfind("-scraping-");
  if (at == std::string::npos)
    return {};
  auto id = name.substr(at + 1, name.size() - at - 1 - suffix.size());
  return is_job_id(id) ? id : std::string{};
}

std::string counts_of(const job& state) {
  std::string out;
  object_writer object{out};
  object.add_number("saved", state.counts.saved);
  object.add_number("filtered", state.counts.filtered);
  object.add_number("failed", state.counts.failed);
  object.close();
  return out;
}

/// What stands before the leads: the search, and what came of it.
std::string head_of(const job& state, const scrape_progress& scrape) {
  std::string out;
  object_writer object{out};
  object.add("jobId", state.id);
  object.add("source", scrape.plan.source);
  object.add_json("search", scrape.plan.params);
  object.add_number("maxPages", scrape.plan.max_pages);
  object.add_number("maxResults", scrape.plan.max_results);
  object.add("createdAt", to_iso(state.created_at));
  object.add("completedAt", to_iso(state.completed_at));
  object.add_number("pages", scrape.pages);
  object.add_json("counts", counts_of(state));
  object.add_json("metadata", state.metadata);
  object.close();
  return out.substr(1, out.size() - 2);
}

outcome<void> copy_leads(result_cursor& from, lead_file_writer& to) {
  for (;;) {
    auto part = from.next(page_rows);
    if (!part)
      return tl::make_unexpected(std::move(part.error()));
    for (const auto& lead : part->leads)
      if (auto added = to.add({}, lead); !added)
        return added;
    if (part->last)
      return {};
  }
}

std::vector<fs::path> list(const fs::path& directory) {
  std::vector<fs::path> out;
  std::error_code error;
  for (fs::directory_iterator at{directory, error}, end; !error && at != end;
       at.increment(error)) {
    std::error_code ignored;
    if (at->is_regular_file(ignored))
      out.push_back(at->path());
  }
  std::sort(out.begin(), out.end());
  return out;
}

/// Notes the first of several problems.
void keep_first(outcome<void>& first, outcome<void> next) {
  if (first && !next)
    first = std::move(next);
}

} // namespace

fs::path result_files_state::results() const {
  return options.directory / "api-results";
}

void result_files_state::list_files() {
  for (const auto& file : list(results()))
    if (auto id = job_of(file.filename().string()); !id.empty())
      files[id] = file.filename().string();
}

outcome<void> result_files_state::look() {
  remove_unfinished(results());
  remove_unfinished(summary.directory());
  auto& reader = *options.reader;
  if (auto opened = summary.open(reader); !opened)
    return opened;
  // Before the jobs are read: what comes later is noted.
  auto last = reader.last_seq();
  if (!last)
    return tl::make_unexpected(std::move(last.error()));
  auto jobs = reader.open_jobs();
  if (!jobs)
    return tl::make_unexpected(std::move(jobs.error()));
  auto ended = reader.recently_ended(max_looked_at);
  if (!ended)
    return tl::make_unexpected(std::move(ended.error()));
  list_files();
  for (auto& one : *ended) {
    auto is_done =
        one.type == job_type::scraping && one.phase == job_phase::done;
    // After a retry it has ended later than its file says.
    if (is_done && !files[one.id].starts_with(compact_time(one.completed_at)))
      done.insert(one.id);
    jobs->push_back(std::move(one));
  }
  changed.merge(summary.find_changed(*jobs, options.now()));
  seq = std::max(seq, *last);
  has_looked = true;
  return {};
}

void result_files_state::note(const note_job& what) {
  seq = std::max(seq, what.seq);
  if (type_of(what.id) == job_type::enrichment)
    changed.insert(what.id);
  else if (what.open)
    done.erase(what.id);
  else
    done.insert(what.id);
}

outcome<void> result_files_state::write_result(const std::string& id) {
  result_query query;
  query.job = id;
  auto rows = options.reader->open_results(query);
  if (!rows)
    return rows.error().code == errc::not_found
               ? outcome<void>{}
               : tl::make_unexpected(std::move(rows.error()));
  const auto& head = (*rows)->head();
  if (head.state.phase != job_phase::done || !head.scrape || !is_job_id(id))
    return {};
  const auto& source = head.scrape->plan.source;
  auto file = compact_time(head.state.completed_at) + "-"
              + (is_source_name(source) ? source : "source") + "-" + id
              + ".json";
  auto writer = lead_file_writer::create(results() / file,
                                         head_of(head.state, *head.scrape));
  if (!writer)
    return tl::make_unexpected(std::move(writer.error()));
  if (auto copied = copy_leads(**rows, *writer); !copied)
    return copied;
  if (auto written = writer->commit({}); !written)
    return written;
  auto old = std::exchange(files[id], file);
  return old.empty() || old == file ? outcome<void>{}
                                    : remove_durably(results() / old);
}

outcome<void> result_files_state::write_results() {
  outcome<void> out;
  for (auto at = done.begin(); at != done.end();) {
    auto written = write_result(*at);
    at = written ? done.erase(at) : std::next(at);
    keep_first(out, std::move(written));
  }
  return out;
}

outcome<void> result_files_state::write_all() {
  if (!has_looked)
    if (auto looked = look(); !looked)
      return looked;
  auto out = write_results();
  auto written = summary.update(*options.reader, changed, seq, options.now());
  if (written)
    changed.clear();
  keep_first(out, std::move(written));
  return out;
}

outcome<void> result_files_state::remove(const std::string& job) {
  done.erase(job);
  changed.erase(job);
  summary.forget_job(job);
  if (!has_looked)
    list_files();
  auto file = files.find(job);
  if (file == files.end() || file->second.empty())
    return {};
  auto removed = remove_durably(results() / file->second);
  files.erase(file);
  return removed;
}

outcome<void> result_files_state::forget(const forget_lead& what) {
  outcome<void> out;
  auto take_out = [&](const fs::path& file, const std::string& job) {
    keep_first(
        out, forget_in_file(file, job, what.key, what.places).map([](bool) {}));
  };
  for (const auto& file : list(results()))
    take_out(file, job_of(file.filename().string()));
  for (const auto& file : list(summary.directory()))
    take_out(file, {});
  return out;
}

bool result_files_state::has_work() const {
  return !has_looked || !done.empty() || !changed.empty();
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
  auto& state = self->state;
  state.note(what);
  if (state.has_looked && state.done.contains(what.id))
    report(self, state.write_results());
  tick_later(self);
}

} // namespace

result_files_actor::behavior_type result_files(result_files_pointer self,
                                               result_files_options options) {
  auto& state = self->state;
  state.summary = daily_summary{options.directory / "enriched-leads"};
  state.options = std::move(options);
  state.rest = state.options.period;
  state.ticking = true;
  self->send(self, tick{});
  return {
      [self](const note_job& what) { take_note(self, what); },
      [self](const publish_removed& what) {
        report(self, self->state.remove(what.job.id));
      },
      [self](tick) { write(self); },
      [self](flush_files) { return answer(self, self->state.write_all()); },
      [self](const forget_lead& what) {
        return answer(self, self->state.forget(what));
      },
  };
}

} // namespace leadmill
