#include "actors/outputs/lead_file.hpp"

#include <algorithm>
#include <charconv>
#include <utility>

#include "actors/outside/json_tree.hpp"
#include "messages/json.hpp"

namespace leadmill {

namespace {

namespace fs = std::filesystem;

constexpr std::string_view leads_begin = ",\"leads\":[";
/// With what a line ends whose person was taken out.
constexpr std::string_view erased = ",\"erased\":true}";
/// A tail holds no leads; a longer one is none of ours.
constexpr std::streamoff max_tail_bytes = std::streamoff{8} << 20;

tl::unexpected<problem> odd_layout(const std::string& path) {
  return fail(errc::conflict, path + " is not as Leadmill writes it");
}

/// Takes `prefix` off the front.
bool take(std::string_view& rest, std::string_view prefix) {
  if (!rest.starts_with(prefix))
    return false;
  rest.remove_prefix(prefix.size());
  return true;
}

/// Takes a JSON string off the front that has no escapes.
std::string_view take_word(std::string_view& rest) {
  auto word = rest.substr(0, rest.find('"'));
  rest.remove_prefix(std::min(rest.size(), word.size() + 1));
  return word;
}

/// What a line says of its lead before its values.
struct lead_line {
  std::string_view job;
  std::uint32_t row = 0;
  std::string_view key;
  /// Up to and including the status.
  std::string_view front;
};

std::optional<lead_line> parse_line(std::string_view line) {
  lead_line out;
  auto rest = line;
  if (!take(rest, "{"))
    return std::nullopt;
  if (take(rest, "\"jobId\":\"")) {
    out.job = take_word(rest);
    take(rest, ",");
  }
  if (!take(rest, "\"row\":"))
    return std::nullopt;
  auto [end, error] =
      std::from_chars(rest.data(), rest.data() + rest.size(), out.row);
  rest.remove_prefix(static_cast<std::size_t>(end - rest.data()));
  if (error != std::errc{} || !take(rest, ",\"status\":\""))
    return std::nullopt;
  take_word(rest);
  out.front = line.substr(0, line.size() - rest.size());
  if (take(rest, ",\"key\":\""))
    out.key = take_word(rest);
  return out;
}

/// Whether a file of whatever layout holds this text.
outcome<bool> holds(const fs::path& path, const std::string& text) {
  std::ifstream file{path, std::ios::binary};
  std::string window;
  std::vector<char> part(std::size_t{1} << 16);
  while (file.read(part.data(), static_cast<std::streamsize>(part.size()))
         || file.gcount() > 0) {
    window.append(part.data(), static_cast<std::size_t>(file.gcount()));
    if (window.find(text) != std::string::npos)
      return true;
    window.erase(0, window.size() - std::min(window.size(), text.size()));
  }
  if (file.bad() || !file.eof())
    return fail(errc::unavailable, "Cannot read " + path.string());
  return false;
}

class forgetting {
 public:
  forgetting(const std::string& job, const std::string& key,
             const std::vector<lead_place>& places)
      : job_(job), key_(key), places_(places) {}

  /// What is to stand instead of a line that is this person; else nothing.
  std::optional<std::string> replace(std::string_view line) const {
    auto lead = parse_line(line);
    if (!lead || line.ends_with(erased))
      return std::nullopt;
    auto job = job_.empty() ? lead->job : std::string_view{job_};
    auto is_meant = [&](const lead_place& place) {
      return place.row == lead->row && place.job == job;
    };
    auto is_key = !key_.empty() && lead->key == key_;
    if (!is_key && std::none_of(places_.begin(), places_.end(), is_meant))
      return std::nullopt;
    return std::string{lead->front} += erased;
  }

 private:
  const std::string& job_;
  const std::string& key_;
  const std::vector<lead_place>& places_;
};

/// The one text in a JSON array.
std::string only_text(std::string_view array) {
  auto tree = parse_json(array);
  return tree && !tree->items.empty() ? tree->items.front().text
                                      : std::string{};
}

/// Takes what stands in the lead itself; false for what is one of its fields.
bool take_member(batch_lead& to, const row_member& one) {
  auto& lead = to.lead;
  auto number = [&] {
    std::uint32_t out = 0;
    std::from_chars(one.text.data(), one.text.data() + one.text.size(), out);
    return out;
  };
  if (one.name == "jobId")
    to.job = one.text;
  else if (one.name == "row")
    lead.row = number();
  else if (one.name == "key")
    lead.key = one.text;
  else if (one.name == "filterReason")
    lead.reason = one.text;
  else if (one.name == "duplicateOf")
    lead.duplicate_of = number();
  else if (one.name == "input")
    lead.input = one.json;
  else if (one.name == "errors" && lead.status == lead_status::failed
           && lead.reason.empty())
    lead.reason = only_text(one.json);
  else if (one.name == "status")
    for (auto status : all_lead_statuses)
      lead.status = one.text == to_string(status) ? status : lead.status;
  else
    return false;
  return true;
}

/// Whether some line of the file is this person; false also for a file of
/// another layout.
bool finds(lead_file_reader& file, const forgetting& person) {
  while (auto line = file.next())
    if (person.replace(*line))
      return true;
  return false;
}

outcome<void> rewrite(const fs::path& path, const forgetting& person) {
  auto old = lead_file_reader::open(path);
  if (!old)
    return tl::make_unexpected(std::move(old.error()));
  auto fresh = lead_file_writer::create(path, old->head());
  if (!fresh)
    return tl::make_unexpected(std::move(fresh.error()));
  while (auto line = old->next()) {
    auto instead = person.replace(*line);
    if (auto added = fresh->add_line(instead ? *instead : *line); !added)
      return added;
  }
  auto tail = old->tail();
  if (!tail)
    return tl::make_unexpected(std::move(tail.error()));
  return fresh->commit(*tail);
}

} // namespace

outcome<lead_file_writer> lead_file_writer::create(const fs::path& path,
                                                   std::string_view head) {
  auto file = durable_file::create(path);
  if (!file)
    return tl::make_unexpected(std::move(file.error()));
  lead_file_writer out{std::move(*file)};
  auto text = "{" + std::string{head};
  text += leads_begin;
  if (auto written = out.file_.write(text); !written)
    return tl::make_unexpected(std::move(written.error()));
  return out;
}

outcome<void> lead_file_writer::add(const std::string& job,
                                    const lead_result& lead) {
  std::string text;
  if (job.empty())
    append_json(text, lead);
  else
    append_json(text, job, lead);
  return add_line(text);
}

outcome<void> lead_file_writer::add_line(std::string_view lead) {
  auto before = std::exchange(empty_, false) ? "\n" : ",\n";
  if (auto written = file_.write(before); !written)
    return written;
  return file_.write(lead);
}

outcome<void> lead_file_writer::commit(std::string_view tail) {
  std::string text = "\n]";
  if (!tail.empty())
    (text += ',') += tail;
  if (auto written = file_.write(text += "}\n"); !written)
    return written;
  return file_.commit();
}

lead_file_reader::lead_file_reader(const fs::path& path)
    : path_(path.string()), file_(path, std::ios::binary) {}

outcome<lead_file_reader> lead_file_reader::open(const fs::path& path) {
  std::error_code error;
  if (!fs::exists(path, error))
    return fail(errc::not_found, path.string() + " is not there");
  lead_file_reader out{path};
  if (!out.file_)
    return fail(errc::unavailable, "Cannot read " + out.path_);
  if (!std::getline(out.file_, out.head_) || !out.head_.starts_with('{')
      || !out.head_.ends_with(leads_begin))
    return odd_layout(out.path_);
  out.head_.erase(0, 1);
  out.head_.resize(out.head_.size() - leads_begin.size());
  return out;
}

std::optional<std::string_view> lead_file_reader::next() {
  if (!std::getline(file_, line_) || !line_.starts_with('{'))
    return std::nullopt;
  std::string_view lead = line_;
  if (lead.ends_with(','))
    lead.remove_suffix(1);
  return lead;
}

outcome<std::string> lead_file_reader::tail() {
  std::string_view rest = line_;
  if (!file_ || !take(rest, "]") || !rest.ends_with('}'))
    return odd_layout(path_);
  rest.remove_suffix(1);
  take(rest, ",");
  return std::string{rest};
}

std::optional<batch_lead> read_lead(row_reader& reader, std::string_view line) {
  auto members = reader.read_members(line);
  if (members.empty() || line.ends_with(erased))
    return std::nullopt;
  batch_lead out;
  object_writer fields{out.lead.fields};
  for (const auto& one : members)
    if (!take_member(out, one))
      fields.add_json(one.name, one.json);
  fields.close();
  return out;
}

outcome<std::string> read_tail(const fs::path& path) {
  std::ifstream file{path, std::ios::binary | std::ios::ate};
  if (!file)
    return fail(errc::unavailable, "Cannot read " + path.string());
  auto size = static_cast<std::streamoff>(file.tellg());
  auto length = std::min(size, max_tail_bytes);
  file.seekg(size - length);
  std::string text(static_cast<std::size_t>(length), '\0');
  file.read(text.data(), length);
  auto at = text.rfind("\n]");
  if (!file || at == std::string::npos || !text.ends_with("}\n"))
    return odd_layout(path.string());
  auto rest = std::string_view{text}.substr(at + 2);
  rest.remove_suffix(2);
  take(rest, ",");
  return std::string{rest};
}

outcome<bool> forget_in_file(const fs::path& path, const std::string& job,
                             const std::string& key,
                             const std::vector<lead_place>& places) {
  forgetting person{job, key, places};
  auto file = lead_file_reader::open(path);
  if (file && finds(*file, person))
    return rewrite(path, person).map([] { return true; });
  if (file && file->tail())
    return false;
  if (!file && file.error().code == errc::not_found)
    return false;
  // Somebody else has had a hand in it.
  auto found = key.empty() ? false : holds(path, key);
  if (!found || !*found)
    return found;
  return fail(errc::unavailable,
              path.string()
                  + " holds this person and is not as Leadmill "
                    "writes it; please remove it");
}

} // namespace leadmill
