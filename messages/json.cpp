#include "messages/json.hpp"

#include <array>
#include <charconv>

#include <nlohmann/json.hpp>

namespace leadmill {

namespace {

using nlohmann::json;

/// Length of the valid UTF-8 sequence at the start of `text`, 0 if there is
/// none (Unicode 15, table 3-7).
std::size_t utf8_length(std::string_view text) noexcept {
  auto byte = [&](std::size_t i) {
    return i < text.size() ? static_cast<unsigned char>(text[i]) : 0u;
  };
  auto tail = [&](std::size_t i) { return byte(i) >= 0x80 && byte(i) <= 0xbf; };
  auto lead = byte(0);
  if (lead < 0x80)
    return 1;
  if (lead >= 0xc2 && lead <= 0xdf)
    return tail(1) ? 2 : 0;
  if (lead >= 0xe0 && lead <= 0xef) {
    auto low = lead == 0xe0 ? 0xa0u : 0x80u;
    auto high = lead == 0xed ? 0x9fu : 0xbfu;
    return byte(1) >= low && byte(1) <= high && tail(2) ? 3 : 0;
  }
  if (lead >= 0xf0 && lead <= 0xf4) {
    auto low = lead == 0xf0 ? 0x90u : 0x80u;
    auto high = lead == 0xf4 ? 0x8fu : 0xbfu;
    return byte(1) >= low && byte(1) <= high && tail(2) && tail(3) ? 4 : 0;
  }
  return 0;
}

bool is_plain(char c) {
  auto byte = static_cast<unsigned char>(c);
  return byte >= 0x20 && byte < 0x80 && c != '"' && c != '\\';
}

void append_escape(std::string& out, char c) {
  switch (c) {
  case '"':
    out += "\\\"";
    return;
  case '\\':
    out += "\\\\";
    return;
  case '\n':
    out += "\\n";
    return;
  case '\r':
    out += "\\r";
    return;
  case '\t':
    out += "\\t";
    return;
  default: {
    static constexpr char hex[] = "0123456789abcdef";
    auto byte = static_cast<unsigned char>(c);
    out += "\\u00";
    out += hex[byte >> 4];
    out += hex[byte & 15];
  }
  }
}

template <class Int>
void append_number(std::string& out, Int value) {
  std::array<char, 24> text{};
  auto end = std::to_chars(text.data(), text.data() + text.size(), value).ptr;
  out.append(text.data(), end);
}

/// The job id with which a text ends, or nothing.
std::string_view last_job_id(std::string_view text) {
  auto word = text.substr(text.find_last_of(' ') + 1);
  return is_job_id(word) ? word : std::string_view{};
}

/// Which limit of a source is reached; empty for every other error.
std::string_view limit_type(errc code) {
  if (code == errc::daily_limit)
    return "daily";
  return code == errc::monthly_limit ? "monthly" : std::string_view{};
}

/// The members of a JSON object text, without its braces.
std::string_view members(std::string_view object) {
  return object.size() < 2 ? std::string_view{}
                           : object.substr(1, object.size() - 2);
}

} // namespace

bool is_utf8(std::string_view text) noexcept {
  while (!text.empty()) {
    auto length = utf8_length(text);
    if (length == 0)
      return false;
    text.remove_prefix(length);
  }
  return true;
}

void append_quoted(std::string& out, std::string_view text) {
  out += '"';
  while (!text.empty()) {
    std::size_t n = 0;
    while (n < text.size() && is_plain(text[n]))
      ++n;
    out.append(text.substr(0, n));
    text.remove_prefix(n);
    if (text.empty())
      break;
    if (static_cast<unsigned char>(text.front()) < 0x80) {
      append_escape(out, text.front());
      text.remove_prefix(1);
      continue;
    }
    auto length = utf8_length(text);
    out.append(length != 0 ? text.substr(0, length) : "\xef\xbf\xbd");
    text.remove_prefix(length != 0 ? length : 1);
  }
  out += '"';
}

object_writer::object_writer(std::string& out) : out_(out) { out_ += '{'; }

void object_writer::key(std::string_view name) {
  if (!first_)
    out_ += ',';
  first_ = false;
  append_quoted(out_, name);
  out_ += ':';
}

void object_writer::add(std::string_view name, std::string_view text) {
  key(name);
  append_quoted(out_, text);
}

void object_writer::add_bool(std::string_view name, bool value) {
  key(name);
  out_ += value ? "true" : "false";
}

void object_writer::add_number(std::string_view name, std::int64_t value) {
  key(name);
  append_number(out_, value);
}

void object_writer::add_json(std::string_view name, std::string_view json) {
  key(name);
  out_ += json;
}

void object_writer::close() { out_ += '}'; }

std::string to_json(const std::vector<std::string>& strings) {
  std::string out = "[";
  for (const auto& s : strings) {
    if (out.size() > 1)
      out += ',';
    append_quoted(out, s);
  }
  return out += ']';
}

std::vector<std::string> parse_strings(std::string_view text) {
  std::vector<std::string> out;
  auto parsed = json::parse(text, nullptr, false);
  if (parsed.is_array())
    for (auto& item : parsed)
      if (item.is_string())
        out.push_back(item.get<std::string>());
  return out;
}

std::string to_json(const job& value) {
  std::string out;
  out.reserve(512 + value.metadata.size());
  object_writer w{out};
  w.add("jobId", value.id);
  w.add("type", to_string(value.type));
  w.add("status", to_string(status_of(value.phase)));
  w.add("phase", to_string(value.phase));
  std::string part;
  object_writer progress{part};
  progress.add_number("current", value.progress.current);
  progress.add_number("total", value.progress.total);
  progress.add_number("percentage", shown_percentage(value));
  progress.close();
  w.add_json("progress", part);
  part.clear();
  object_writer counts{part};
  counts.add_number("saved", value.counts.saved);
  counts.add_number("filtered", value.counts.filtered);
  counts.add_number("failed", value.counts.failed);
  counts.close();
  w.add_json("counts", part);
  w.add_number("attempt", value.attempt);
  w.add_number("failures", value.failures);
  w.add_number("maxAttempts", value.max_attempts);
  w.add("priority", to_string(value.priority));
  w.add_number("seq", static_cast<std::int64_t>(value.seq));
  w.add("createdAt", to_iso(value.created_at));
  if (value.started_at != 0)
    w.add("startedAt", to_iso(value.started_at));
  if (value.completed_at != 0)
    w.add("completedAt", to_iso(value.completed_at));
  if (value.run_at != 0)
    w.add("runAt", to_iso(value.run_at));
  if (value.timeout_s != 0)
    w.add_number("timeoutSeconds", value.timeout_s);
  if (!value.after.empty()) {
    w.add("after", value.after);
    w.add("afterPolicy", to_string(value.policy));
  }
  if (!value.node.empty())
    w.add("node", value.node);
  if (!value.error.empty())
    w.add("error", value.error);
  if (!value.code.empty())
    w.add("code", value.code);
  w.add_json("tags", to_json(value.tags));
  w.add_json("metadata", value.metadata);
  w.close();
  return out;
}

std::string to_json(const std::vector<job>& jobs,
                    std::string_view next_cursor) {
  std::string list = "[";
  for (const auto& j : jobs) {
    if (list.size() > 1)
      list += ',';
    list += to_json(j);
  }
  list += ']';
  std::string out;
  object_writer w{out};
  w.add_bool("success", true);
  w.add_json("jobs", list);
  w.add_number("count", static_cast<std::int64_t>(jobs.size()));
  if (!next_cursor.empty())
    w.add("nextCursor", next_cursor);
  w.close();
  return out;
}

void append_json(std::string& out, const lead_result& lead) {
  object_writer w{out};
  w.add_number("row", lead.row);
  w.add("status", to_string(lead.status));
  if (!lead.key.empty())
    w.add("key", lead.key);
  if (lead.status == lead_status::filtered)
    w.add("filterReason", lead.reason);
  if (lead.status == lead_status::failed)
    w.add_json("errors", to_json(std::vector<std::string>{lead.reason}));
  if (lead.duplicate_of != no_row)
    w.add_number("duplicateOf", lead.duplicate_of);
  if (auto inner = members(lead.fields); !inner.empty()) {
    out += ',';
    out += inner;
  }
  w.add_json("input", lead.input);
  w.close();
}

void append_json(std::string& out, std::string_view job,
                 const lead_result& lead) {
  object_writer w{out};
  w.add("jobId", job);
  auto own = out.size();
  append_json(out, lead);
  out[own] = ','; // its brace
}

std::string to_problem_json(const problem& what, int status,
                            std::string_view title, std::string_view code,
                            std::string_view instance) {
  std::string out;
  object_writer w{out};
  w.add("type", "about:blank");
  w.add("title", title);
  w.add_number("status", status);
  w.add("detail", what.detail);
  w.add("instance", instance);
  w.add("code", code);
  if (!what.fields.empty()) {
    std::string list = "[";
    for (const auto& field : what.fields) {
      if (list.size() > 1)
        list += ',';
      object_writer f{list};
      f.add("pointer", field.pointer);
      f.add("detail", field.detail);
      f.close();
    }
    w.add_json("errors", list += ']');
  }
  if (what.code == errc::dispatch_failed)
    if (auto id = last_job_id(what.detail); !id.empty())
      w.add("jobId", id);
  w.add_bool("success", false);
  // What a program of old looks for here is always the same.
  if (auto limit = limit_type(what.code); !limit.empty()) {
    w.add("error", "Scrape limit reached");
    w.add("message", what.detail);
    w.add("limitType", limit);
  } else {
    w.add("error", what.detail);
  }
  w.close();
  return out;
}

} // namespace leadmill
