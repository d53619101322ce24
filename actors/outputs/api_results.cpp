#include "actors/outputs/api_results.hpp"

#include <algorithm>
#include <string_view>
#include <utility>

#include "actors/outputs/durable_file.hpp"
#include "actors/outputs/lead_file.hpp"
#include "messages/ids.hpp"
#include "messages/json.hpp"

namespace leadmill {

namespace {

namespace fs = std::filesystem;

constexpr std::uint32_t page_rows = 256;

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

} // namespace

void api_results::list_files() {
  files_.clear();
  for (const auto& file : files_in(directory_))
    if (auto id = job_of(file.filename().string()); !id.empty())
      files_[id].insert(file.filename().string());
  has_listed_ = true;
}

outcome<void> api_results::look(job_reader& reader, const stored_jobs_now& jobs,
                                unix_ms) {
  remove_unfinished(directory_);
  list_files();
  for (const auto& [id, names] : files_) {
    auto found = reader.find(id);
    if (!found && found.error().code != errc::not_found)
      return tl::make_unexpected(std::move(found.error()));
    if (!found)
      gone_.insert(id);
  }
  for (const auto& one : jobs.ended) {
    if (one.type != job_type::scraping || one.phase != job_phase::done)
      continue;
    auto file = files_.find(one.id);
    // After a retry it has ended later than its file says.
    if (file == files_.end() || file->second.size() != 1
        || !file->second.begin()->starts_with(compact_time(one.completed_at)))
      done_.insert(one.id);
  }
  return {};
}

void api_results::note(const std::string& job, bool open, std::uint64_t) {
  if (type_of(job) != job_type::scraping)
    return;
  if (open)
    done_.erase(job);
  else
    done_.insert(job);
}

outcome<void> api_results::write(job_reader& reader, const std::string& id) {
  result_query query;
  query.job = id;
  auto rows = reader.open_results(query);
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
  auto writer = lead_file_writer::create(directory_ / file,
                                         head_of(head.state, *head.scrape));
  if (!writer)
    return tl::make_unexpected(std::move(writer.error()));
  if (auto copied = copy_leads(**rows, *writer); !copied)
    return copied;
  if (auto written = writer->commit({}); !written)
    return written;
  files_[id].insert(file);
  return remove_but(id, file);
}

outcome<void> api_results::remove_but(const std::string& job,
                                      const std::string& name) {
  auto& names = files_[job];
  for (auto at = names.begin(); at != names.end();) {
    if (*at == name) {
      ++at;
      continue;
    }
    if (auto removed = remove_durably(directory_ / *at); !removed)
      return removed;
    at = names.erase(at);
  }
  if (names.empty())
    files_.erase(job);
  return {};
}

outcome<void> api_results::remove_gone() {
  if (!has_listed_)
    list_files();
  outcome<void> out;
  for (auto at = gone_.begin(); at != gone_.end();) {
    auto removed = remove_but(*at, {});
    at = removed ? gone_.erase(at) : std::next(at);
    keep_first(out, std::move(removed));
  }
  return out;
}

outcome<void> api_results::write_ended(job_reader& reader) {
  auto out = remove_gone();
  for (auto at = done_.begin(); at != done_.end();) {
    auto written = write(reader, *at);
    at = written ? done_.erase(at) : std::next(at);
    keep_first(out, std::move(written));
  }
  return out;
}

outcome<void> api_results::remove(const std::string& job) {
  done_.erase(job);
  gone_.insert(job);
  return remove_gone();
}

outcome<void> api_results::forget(job_reader&, const std::string& key,
                                  const std::vector<lead_place>& places) {
  outcome<void> out;
  for (const auto& file : files_in(directory_)) {
    auto forgotten =
        forget_in_file(file, job_of(file.filename().string()), key, places);
    keep_first(out, std::move(forgotten).map([](bool) {}));
  }
  return out;
}

} // namespace leadmill
