// The columns of results as a table, for CSV.
#pragma once

#include <string>
#include <vector>

#include "messages/lead.hpp"
#include "messages/row_json.hpp"

namespace leadmill {

/// The headers of the enriched columns, in their order.
std::vector<std::string> result_headers();

/// The cells of a lead under those headers.
std::vector<std::string> result_cells(row_reader& reader,
                                      const lead_result& lead);

/// The headers of original columns that stand behind the enriched ones: one
/// that collides with another, in any case, becomes "Phone (original)".
std::vector<std::string>
original_headers(const std::vector<std::string>& columns);

/// Appends the cells of a lead's original columns of these names to `cells`.
void append_originals(std::vector<std::string>& cells, row_reader& reader,
                      const lead_result& lead,
                      const std::vector<std::string>& columns);

/// Appends a line of CSV, which ends in CRLF; cells are guarded
/// (leads/csv.hpp).
void append_csv_row(std::string& out, const std::vector<std::string>& cells);

} // namespace leadmill
