#include "store/sqlite_rows.hpp"

#include <algorithm>
#include <optional>

#include <SQLiteCpp/Column.h>
#include <SQLiteCpp/Exception.h>
#include <sqlite3.h>

#include "messages/json.hpp"

namespace leadmill {

namespace {

std::int64_t to_sql(std::uint64_t number) {
  return static_cast<std::int64_t>(number);
}

/// Reads columns one after the other.
class columns {
 public:
  columns(SQLite::Statement& row, int first) : row_(row), at_(first) {}
  std::string text() { return row_.getColumn(at_++).getString(); }
  std::int64_t int64() { return row_.getColumn(at_++).getInt64(); }
  std::uint32_t uint32() { return static_cast<std::uint32_t>(int64()); }
  std::uint64_t uint64() { return static_cast<std::uint64_t>(int64()); }
  bool boolean() { return int64() != 0; }
  std::vector<std::string> strings() {
    auto json = text();
    return json == "[]" ? std::vector<std::string>{} : parse_strings(json);
  }
  bool null() { return row_.isColumnNull(at_) && ++at_ != 0; }

 private:
  SQLite::Statement& row_;
  int at_;
};

/// Binds parameters one after the other; texts must outlive the execution.
class parameters {
 public:
  parameters(SQLite::Statement& statement, int first)
      : statement_(statement), at_(first) {}
  parameters& number(std::int64_t value) {
    statement_.bind(at_++, value);
    return *this;
  }
  parameters& text(const std::string& value) {
    statement_.bindNoCopy(at_++, value);
    return *this;
  }
  parameters& copy(const std::string& value) {
    statement_.bind(at_++, value);
    return *this;
  }
  parameters& name(const char* value) {
    statement_.bind(at_++, value);
    return *this;
  }
  parameters& null() {
    statement_.bind(at_++);
    return *this;
  }

 private:
  SQLite::Statement& statement_;
  int at_;
};

std::optional<lead_status> parse_lead_status(std::string_view text) {
  for (auto status : all_lead_statuses)
    if (text == to_string(status))
      return status;
  return std::nullopt;
}

/// A word that we never write must not pass for one that we do.
template <class Parse>
auto known(Parse parse, const std::string& text) {
  auto value = parse(text);
  if (!value)
    throw SQLite::Exception("unknown word '" + text + "' in a row",
                            SQLITE_CORRUPT);
  return *value;
}

} // namespace

job read_job(SQLite::Statement& row, int first) {
  columns c{row, first};
  job out;
  out.id = c.text();
  out.type = known(parse_job_type, c.text());
  out.phase = known(parse_job_phase, c.text());
  out.progress.current = c.uint32();
  out.progress.total = c.uint32();
  out.counts.saved = c.uint32();
  out.counts.filtered = c.uint32();
  out.counts.failed = c.uint32();
  out.attempt = c.uint32();
  out.failures = c.uint32();
  out.max_attempts = c.uint32();
  out.priority = known(parse_job_priority, c.text());
  out.seq = c.uint64();
  out.created_at = c.int64();
  out.started_at = c.int64();
  out.completed_at = c.int64();
  out.run_at = c.int64();
  out.timeout_s = c.uint32();
  out.deadline_at = c.int64();
  out.deaths = c.uint32();
  out.saved_since_start = c.boolean();
  out.after = c.text();
  out.policy = known(parse_after_policy, c.text());
  out.takes_rows = c.boolean();
  out.node = c.text();
  out.error = c.text();
  out.code = c.text();
  out.tags = c.strings();
  out.steps = c.strings();
  out.outputs = c.strings();
  out.metadata = c.text();
  return out;
}

void bind_update(SQLite::Statement& update, std::int64_t num, const job& state,
                 std::uint64_t saved_no) {
  parameters{update, 1}
      .number(num)
      .name(to_string(state.phase))
      .number(is_terminal(state.phase) ? 0 : 1)
      .number(state.progress.current)
      .number(state.counts.saved)
      .number(state.counts.filtered)
      .number(state.counts.failed)
      .number(state.attempt)
      .number(state.failures)
      .number(to_sql(state.seq))
      .number(state.started_at)
      .number(state.completed_at)
      .number(state.run_at)
      .number(state.deadline_at)
      .number(state.deaths)
      .number(state.saved_since_start ? 1 : 0)
      .text(state.node)
      .text(state.error)
      .text(state.code)
      .number(to_sql(saved_no));
}

void bind_insert(SQLite::Statement& insert, std::int64_t num, const job& state,
                 unix_ms ready_at, const std::string& headers) {
  bind_update(insert, num, state, 0);
  parameters{insert, 21}
      .text(state.id)
      .name(to_string(state.type))
      .number(state.progress.total)
      .number(state.max_attempts)
      .name(to_string(state.priority))
      .number(state.created_at)
      .number(ready_at)
      .number(state.timeout_s)
      .text(state.after)
      .name(to_string(state.policy))
      .number(state.takes_rows ? 1 : 0)
      .copy(to_json(state.tags))
      .copy(to_json(state.steps))
      .copy(to_json(state.outputs))
      .text(state.metadata)
      .copy(headers);
}

history_entry read_history(SQLite::Statement& row, int first) {
  columns c{row, first};
  history_entry out;
  out.seq = c.uint64();
  out.time = c.int64();
  out.attempt = c.uint32();
  auto from = c.text();
  if (!from.empty())
    out.from = known(parse_job_phase, from);
  out.to = known(parse_job_phase, c.text());
  out.node = c.text();
  out.reason = c.text();
  return out;
}

void bind_insert(SQLite::Statement& insert, std::int64_t num,
                 const history_entry& entry) {
  parameters{insert, 1}
      .number(num)
      .number(to_sql(entry.seq))
      .number(entry.time)
      .number(entry.attempt)
      .name(entry.from ? to_string(*entry.from) : "")
      .name(to_string(entry.to))
      .text(entry.node)
      .text(entry.reason);
}

lead_result read_lead(SQLite::Statement& row, int first) {
  columns c{row, first};
  lead_result out;
  out.row = c.uint32();
  out.status = known(parse_lead_status, c.text());
  out.reason = c.text();
  out.key = c.text();
  if (!c.null())
    out.duplicate_of = c.uint32();
  out.fields = c.text();
  out.input = c.text();
  return out;
}

void bind_insert(SQLite::Statement& insert, std::int64_t num,
                 std::uint64_t saved_no, const lead_result& lead) {
  parameters p{insert, 1};
  p.number(num)
      .number(to_sql(saved_no))
      .number(lead.row)
      .name(to_string(lead.status))
      .text(lead.reason)
      .text(lead.key);
  if (lead.duplicate_of == no_row)
    p.null();
  else
    p.number(lead.duplicate_of);
  p.text(lead.fields).text(lead.input);
}

std::string join_rows(const std::vector<std::string>& rows, std::size_t first,
                      std::size_t count) {
  std::size_t size = count;
  for (std::size_t i = first; i < first + count; ++i)
    size += rows[i].size();
  std::string out;
  out.reserve(size);
  for (std::size_t i = first; i < first + count; ++i) {
    if (i != first)
      out += '\n';
    out += rows[i];
  }
  return out;
}

std::vector<std::string_view> split_rows(std::string_view data,
                                         std::size_t count) {
  std::vector<std::string_view> out;
  out.reserve(count);
  while (out.size() < count) {
    auto end = std::min(data.find('\n'), data.size());
    out.push_back(data.substr(0, end));
    data.remove_prefix(std::min(end + 1, data.size()));
  }
  return out;
}

} // namespace leadmill
