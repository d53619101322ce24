// A row on its way in, and what became of it.
#pragma once

#include <cstdint>
#include <limits>
#include <string>

namespace leadmill {

/// An input row: `json` is the object {column: value} as it came, compact and
/// valid. Rows count from 0.
struct input_row {
  std::uint32_t row = 0;
  std::string json;
  bool operator==(const input_row&) const = default;
};

enum class lead_status : std::uint8_t { saved, filtered, failed };

constexpr lead_status all_lead_statuses[] = {
    lead_status::saved, lead_status::filtered, lead_status::failed};

constexpr const char* to_string(lead_status status) noexcept {
  switch (status) {
  case lead_status::saved:
    return "saved";
  case lead_status::filtered:
    return "filtered";
  case lead_status::failed:
    return "failed";
  }
  return "failed";
}

/// `lead_result::duplicate_of` of a row that repeats none.
constexpr std::uint32_t no_row = std::numeric_limits<std::uint32_t>::max();

/// What became of one row. Its JSON in an answer is composed of these parts
/// (`append_json`), so that no store has to parse it.
struct lead_result {
  std::uint32_t row = 0;
  lead_status status = lead_status::saved;
  /// Why it was filtered or failed; empty otherwise.
  std::string reason;
  /// Equal for two rows that are the same person.
  std::string key;
  /// The earlier row of the same job that has the same key, or `no_row`.
  std::uint32_t duplicate_of = no_row;
  /// The input row as it came: a JSON object.
  std::string input;
  /// The enriched values: a JSON object without the members above.
  std::string fields;
  bool operator==(const lead_result&) const = default;
};

} // namespace leadmill
