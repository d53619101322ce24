// Which column of a row means what, by its name; case, space and punctuation
// do not matter.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

#include "messages/row_json.hpp"

namespace leadmill {

/// What a column can mean to us.
enum class column : std::uint8_t {
  name,
  first_name,
  last_name,
  email,
  phone,
  city,
  state,
  zip,
  location,
  country,
  age, // years, or a date of birth
  company,
  job_title,
  linkedin_url,
  website,
  line_type,
  carrier,
  platform,
  search_filter,
  date_scraped,
  source_details,
  do_not_call,
};

constexpr std::size_t column_kinds =
    static_cast<std::size_t>(column::do_not_call) + 1;

/// A meaning, and how good a source the column is for it; 0 is the best.
struct column_match {
  column kind;
  std::uint8_t rank;
};

/// What a column of this name means; nothing when it is none of ours.
std::optional<column_match> recognize_column(std::string_view name);

/// The columns of one set of headers, recognized: which of them to read for
/// each meaning, best first, then in their own order.
class column_plan {
 public:
  explicit column_plan(const row_columns& row);

  /// Whether the plan was made for rows with exactly these columns.
  bool fits(const row_columns& row) const noexcept;

  /// The first value of that meaning that is not blank, trimmed; empty if
  /// there is none.
  /// REQUIRES: fits(row)
  std::string_view value(const row_columns& row, column kind) const noexcept;

 private:
  std::vector<std::string> names_;
  std::array<std::vector<std::uint32_t>, column_kinds> sources_;
};

} // namespace leadmill
