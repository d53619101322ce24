// What of a lead goes out to a destination, and under which names.
#pragma once

#include <string>
#include <vector>

#include "messages/lead.hpp"
#include "messages/row_json.hpp"
#include "messages/upstream.hpp"

namespace leadmill {

/// A value of a lead: its JSON, compact, empty where the lead has none; and its
/// text, which of a string is the string itself, and of lists their JSON.
struct mapped_value {
  std::string json;
  std::string text;
  bool operator==(const mapped_value&) const = default;
};

/// A destination's mapping, made ready once. Not for two threads.
class lead_mapping {
 public:
  /// Pairs of our name (see is_mappable in messages/lead_fields.hpp) and
  /// theirs, in their order. A name that is none of ours has no value in any
  /// lead.
  explicit lead_mapping(const text_pairs& fields);

  /// Nothing is mapped: the whole lead is meant.
  bool empty() const noexcept { return names_.empty(); }

  /// Their names, in their order.
  const std::vector<std::string>& names() const noexcept { return names_; }

  /// The value for each of their names. "status" and the like are those of a
  /// result page: "filterReason" only a filtered lead has. `job` is its id.
  std::vector<mapped_value> values(const std::string& job,
                                   const lead_result& lead);

  /// Appends the JSON object that goes out: what is mapped and there, or, when
  /// nothing is mapped, the lead of a result page with "jobId" before it.
  void append(std::string& out, const std::string& job,
              const lead_result& lead);

 private:
  struct source {
    /// A column of the input, rather than what we have found.
    bool is_column = false;
    std::string name;
  };

  std::vector<source> sources_;
  std::vector<std::string> names_;
  bool has_columns_ = false;
  row_reader reader_;
};

} // namespace leadmill
