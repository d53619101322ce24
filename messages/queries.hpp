// Everything that can be read, as plain data.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "messages/job.hpp"
#include "messages/lead.hpp"

namespace leadmill {

/// Asks for input rows from `from_row` on, at most `max_rows`.
struct pull_rows {
  attempt_ref attempt;
  std::uint32_t from_row = 0;
  std::uint32_t max_rows = 0;
};

/// Consecutive input rows; `last` when none follow.
struct row_chunk {
  std::vector<input_row> rows;
  bool last = false;
};

/// Asks what earlier attempts have saved, from `from_row` on, at most
/// `max_rows`.
struct read_checkpoint {
  attempt_ref attempt;
  std::uint32_t from_row = 0;
  std::uint32_t max_rows = 0;
};

/// Saved rows in row order (their `input` is left out); `last` when none
/// follow.
struct checkpoint_chunk {
  std::vector<lead_result> leads;
  bool last = false;
};

/// Which jobs to list, newest first. Unset fields do not restrict.
struct job_query {
  bool open_only = false;
  std::optional<job_status> status;
  std::optional<job_type> type;
  /// Exactly this tag; empty: any.
  std::string tag;
  /// A part of the id, the tags or the metadata, case-insensitive.
  std::string text;
  /// Created at or after / before.
  unix_ms from = 0;
  unix_ms to = 0;
  std::uint32_t limit = 50;
  /// `next_cursor` of the page before; empty: the first page.
  std::string cursor;
};

struct job_page {
  std::vector<job> jobs;
  /// Empty on the last page.
  std::string next_cursor;
};

enum class result_format : std::uint8_t { json, ndjson, csv };

/// Which results of a job to read.
struct result_query {
  std::string job;
  std::optional<lead_status> status;
  result_format format = result_format::json;
  /// 0: all of them.
  std::uint32_t limit = 0;
  /// Rows from this one on (the `nextCursor` of the page before).
  std::uint32_t from_row = 0;
  /// Set: what was saved after this number, in the order of saving.
  std::optional<std::uint64_t> since;
};

/// A part of an answer's body, encoded. The parts of one query come from one
/// read transaction; `cursor` asks for the next part, 0 on the last.
struct result_text {
  std::string text;
  std::uint64_t cursor = 0;
};

} // namespace leadmill
