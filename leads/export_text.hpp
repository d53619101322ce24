// The text of a file of leads that a destination of kind "csv" or "ndjson"
// gets, encoded part by part.
#pragma once

#include <string>
#include <vector>

#include "leads/mapping.hpp"
#include "messages/destination.hpp"
#include "messages/lead.hpp"
#include "messages/row_json.hpp"

namespace leadmill {

/// Encodes one file: `begin`, any number of `add`; their texts in this order
/// are the file.
///
/// NDJSON: a lead per line, as a result page has it with "jobId" before it, or
/// what is mapped of it. CSV (lines end in CRLF): with a mapping, their names
/// and nothing else. Without one, the columns of a result table: in the file of
/// a job with the original columns behind them; in the file of a day, whose
/// jobs have columns of many kinds, with the column "Job ID" instead.
class export_encoder {
 public:
  /// `columns` are those of the job's input in their order; of a file of a day
  /// they are not looked at.
  export_encoder(const export_declaration& declared,
                 std::vector<std::string> columns);

  std::string begin() const;

  /// Appends a lead, unless its status is none that goes there, or its person
  /// was erased.
  void add(std::string& out, const std::string& job, const lead_result& lead);

 private:
  void add_csv(std::string& out, const std::string& job,
               const lead_result& lead);

  export_format format_;
  bool by_day_;
  std::vector<lead_status> statuses_;
  lead_mapping mapping_;
  std::vector<std::string> columns_;
  row_reader reader_;
};

} // namespace leadmill
