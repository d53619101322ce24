// The body of a result page, encoded part by part so that no page has to stand
// in memory as a whole.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "messages/job.hpp"
#include "messages/lead.hpp"
#include "messages/queries.hpp"
#include "messages/row_json.hpp"

namespace leadmill {

/// Encodes one page: `begin`, any number of `add`, `end`; their texts in this
/// order are the body.
///
/// JSON: {"success","jobId","jobType","complete","results":{"leads":[…],
/// "count"},"metadata","nextCursor"?,"nextSince"?}. NDJSON: a lead per line.
/// CSV (lines end in CRLF): the enriched columns, then the original ones, of
/// which one that collides becomes "Phone (original)".
class result_encoder {
 public:
  /// `headers` are the columns of the input in their order.
  result_encoder(const job& state, std::vector<std::string> headers,
                 result_format format);

  std::string begin();

  /// Appends `leads` to `out`.
  void add(std::string& out, const std::vector<lead_result>& leads);

  /// `next_row`: where the next page goes on, if a limit cut this one.
  /// `next_since`: for pages in the order of saving, the number to go on after.
  /// Only JSON has a place for them.
  std::string end(std::optional<std::uint32_t> next_row,
                  std::optional<std::uint64_t> next_since);

  /// How many leads were added.
  std::uint32_t count() const noexcept { return count_; }

 private:
  void add_csv(std::string& out, const lead_result& lead);

  std::string id_;
  job_type type_;
  bool complete_;
  std::string metadata_;
  std::vector<std::string> headers_;
  result_format format_;
  std::uint32_t count_ = 0;
  row_reader reader_;
};

} // namespace leadmill
