#include "actors/outputs/daily_summary.hpp"

#include <algorithm>
#include <charconv>
#include <memory>
#include <optional>
#include <utility>
#include <vector>

#include "actors/outputs/lead_file.hpp"
#include "actors/outside/json_tree.hpp"
#include "messages/json.hpp"

namespace leadmill {

namespace {

namespace fs = std::filesystem;

constexpr std::string_view suffix = ".json";
/// Jobs that have ended are remembered so long: one that is retried later
/// stands in the files anew.
constexpr std::size_t max_ended = 1'000;
constexpr std::uint32_t page_rows = 256;

std::string to_day(unix_ms time) {
  return to_iso(time).substr(0, sizeof "2026-01-31" - 1);
}

/// A tail or a head as an object; null for one that is none.
json_value parse_inside(const std::string& inside) {
  return parse_json("{" + inside + "}").value_or(json_value{});
}

/// 0 for what is none.
std::uint64_t number(const json_value& value) {
  std::uint64_t out = 0;
  std::from_chars(value.text.data(), value.text.data() + value.text.size(),
                  out);
  return out;
}

std::uint64_t number(const json_value& object, std::string_view name) {
  const auto* found = find_member(object, name);
  return found != nullptr ? number(*found) : 0;
}

struct totals {
  std::uint64_t saved = 0;
  std::uint64_t filtered = 0;
  std::uint64_t failed = 0;

  void add(lead_status status) {
    ++(status == lead_status::saved      ? saved
       : status == lead_status::filtered ? filtered
                                         : failed);
  }
};

totals read_totals(const std::string& tail) {
  auto object = parse_inside(tail);
  const auto* counts = find_member(object, "counts");
  if (counts == nullptr)
    return {};
  return {number(*counts, "saved"), number(*counts, "filtered"),
          number(*counts, "failed")};
}

void add_number(object_writer& to, std::string_view name, std::uint64_t value) {
  to.add_number(name, static_cast<std::int64_t>(value));
}

/// Leaves the name to a file that is as it should be.
void set_aside(const fs::path& path) {
  auto other = path;
  other += ".unreadable";
  std::error_code ignored;
  fs::rename(path, other, ignored);
}

/// The inside of the object that `text` is.
std::string inside(const std::string& text) {
  return text.substr(1, text.size() - 2);
}

} // namespace

/// A file in the making: begun when there is a lead to write, with the leads
/// that the day has already.
class daily_summary::writing {
 public:
  writing(fs::path path, std::string day)
      : path_(std::move(path)), day_(std::move(day)) {}

  bool has_begun() const { return file_.has_value(); }

  outcome<void> add(const std::string& job, const lead_result& lead) {
    if (!file_)
      if (auto begun = begin(); !begun)
        return begun;
    counts_.add(lead.status);
    return file_->add(job, lead);
  }

  outcome<void> commit(const positions& reached, std::uint64_t seq,
                       unix_ms now) {
    std::string counts;
    object_writer numbers{counts};
    add_number(numbers, "saved", counts_.saved);
    add_number(numbers, "filtered", counts_.filtered);
    add_number(numbers, "failed", counts_.failed);
    numbers.close();
    std::string jobs;
    object_writer places{jobs};
    for (const auto& [id, at] : reached)
      places.add_json(id, "[" + std::to_string(at.since) + ","
                              + std::to_string(at.seq) + "]");
    places.close();
    std::string tail;
    object_writer object{tail};
    object.add_json("counts", counts);
    object.add("updatedAt", to_iso(now));
    add_number(object, "seq", seq);
    object.add_json("takenUpTo", jobs);
    object.close();
    return file_->commit(inside(tail));
  }

 private:
  outcome<void> begin() {
    auto begun = begin_with_old();
    if (begun || begun.error().code != errc::conflict)
      return begun;
    file_.reset();
    counts_ = {};
    set_aside(path_);
    return begin_with_old();
  }

  outcome<void> begin_with_old() {
    auto old = lead_file_reader::open(path_);
    if (!old && old.error().code != errc::not_found)
      return tl::make_unexpected(std::move(old.error()));
    std::string head;
    object_writer object{head};
    object.add("date", day_);
    object.close();
    auto made = lead_file_writer::create(path_, inside(head));
    if (!made)
      return tl::make_unexpected(std::move(made.error()));
    file_.emplace(std::move(*made));
    return old ? take_over(*old) : outcome<void>{};
  }

  outcome<void> take_over(lead_file_reader& old) {
    while (auto line = old.next())
      if (auto added = file_->add_line(*line); !added)
        return added;
    auto tail = old.tail();
    if (!tail)
      return tl::make_unexpected(std::move(tail.error()));
    counts_ = read_totals(*tail);
    return {};
  }

  fs::path path_;
  std::string day_;
  std::optional<lead_file_writer> file_;
  totals counts_;
};

outcome<void> daily_summary::read_positions(const fs::path& file) {
  auto tail = read_tail(file);
  if (!tail && tail.error().code != errc::conflict)
    return tl::make_unexpected(std::move(tail.error()));
  auto object = tail ? parse_inside(*tail) : json_value{};
  const auto* jobs = find_member(object, "takenUpTo");
  if (jobs == nullptr) {
    set_aside(file);
    return {};
  }
  auto seq = number(object, "seq");
  if (seq < seq_)
    return {};
  seq_ = seq;
  positions_.clear();
  for (const auto& entry : jobs->items)
    if (entry.items.size() == 2 && is_job_id(entry.name))
      positions_[entry.name] = {number(entry.items[0]), number(entry.items[1]),
                                true};
  return {};
}

std::vector<fs::path> daily_summary::files() const {
  std::vector<fs::path> out;
  std::error_code error;
  for (fs::directory_iterator at{options_.directory, error}, end;
       !error && at != end; at.increment(error)) {
    auto name = at->path().filename().string();
    if (name.starts_with(options_.prefix) && name.ends_with(suffix))
      out.push_back(at->path());
  }
  std::sort(out.rbegin(), out.rend());
  return out;
}

std::string daily_summary::day_of(const fs::path& file) const {
  auto name = file.filename().string();
  name.resize(name.size() - suffix.size());
  return name.substr(options_.prefix.size());
}

outcome<void> daily_summary::open(job_reader& reader) {
  is_unsure_ = true;
  seq_ = 0;
  positions_.clear();
  // The clock may have been set back: the newest is not always the last.
  constexpr std::size_t looked_at = 3;
  auto newest = files();
  newest.resize(std::min(newest.size(), looked_at));
  for (const auto& file : newest)
    if (auto read = read_positions(file); !read)
      return read;
  for (auto at = positions_.begin(); at != positions_.end();) {
    auto found = reader.find(at->first);
    if (!found && found.error().code != errc::not_found)
      return tl::make_unexpected(std::move(found.error()));
    at->second.open = found && !is_terminal(found->phase);
    at = found ? std::next(at) : positions_.erase(at);
  }
  is_unsure_ = false;
  return {};
}

std::set<std::string> daily_summary::find_changed(const std::vector<job>& jobs,
                                                  unix_ms now) const {
  std::set<std::string> out;
  for (const auto& one : jobs) {
    auto is_new = seq_ != 0 ? one.seq > seq_
                            : one.completed_at == 0
                                  || to_day(one.completed_at) == to_day(now);
    if (is_new && options_.takes(one))
      out.insert(one.id);
  }
  return out;
}

outcome<void> daily_summary::add(job_reader& reader, const std::string& id,
                                 writing& to, positions& reached) const {
  result_query query;
  query.job = id;
  query.since = reached[id].since;
  auto rows = reader.open_results(query);
  if (!rows && rows.error().code != errc::not_found)
    return tl::make_unexpected(std::move(rows.error()));
  if (!rows || !options_.takes((*rows)->head().state)) {
    reached.erase(id);
    return {};
  }
  const auto& state = (*rows)->head().state;
  position at{*query.since, state.seq, !is_terminal(state.phase)};
  for (bool last = false; !last;) {
    auto part = (*rows)->next(page_rows);
    if (!part)
      return tl::make_unexpected(std::move(part.error()));
    for (const auto& lead : part->leads)
      if (auto added = to.add(id, lead); !added)
        return added;
    at.since = part->next_since;
    last = part->last;
  }
  reached[id] = at;
  return {};
}

outcome<void> daily_summary::update(job_reader& reader,
                                    const std::set<std::string>& jobs,
                                    std::uint64_t seq, unix_ms now) {
  if (is_unsure_)
    if (auto opened = open(reader); !opened)
      return opened;
  auto day = to_day(now);
  auto name = options_.prefix + day + std::string{suffix};
  writing file{options_.directory / name, day};
  auto reached = positions_;
  for (const auto& id : jobs)
    if (auto added = add(reader, id, file, reached); !added)
      return added;
  prune(reached);
  seq = std::max(seq, seq_);
  if (file.has_begun())
    if (auto written = file.commit(reached, seq, now); !written) {
      is_unsure_ = true;
      return written;
    }
  positions_ = std::move(reached);
  seq_ = seq;
  return {};
}

void daily_summary::prune(positions& reached) {
  std::vector<std::pair<std::uint64_t, std::string>> ended;
  for (const auto& [id, at] : reached)
    if (!at.open)
      ended.emplace_back(at.seq, id);
  std::sort(ended.rbegin(), ended.rend());
  for (auto i = max_ended; i < ended.size(); ++i)
    reached.erase(ended[i].second);
}

} // namespace leadmill
