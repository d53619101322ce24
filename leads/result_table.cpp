#include "leads/result_table.hpp"

#include <algorithm>
#include <array>
#include <string_view>
#include <unordered_map>
#include <utility>

#include "leads/csv.hpp"
#include "leads/fields.hpp"
#include "leads/text.hpp"

namespace leadmill {

namespace {

/// The order that users of the earlier implementation rely on.
constexpr field first_columns[] = {
    field::first_name,   field::last_name, field::phone,
    field::email,        field::state,     field::city,
    field::age,          field::zipcode,   field::line_type,
    field::carrier,      field::platform,  field::source_details,
    field::search_filter};

constexpr std::string_view state_columns[] = {"Status", "Filter Reason",
                                              "Duplicate Of", "Errors", "Row"};

bool is_first(field f) {
  return std::find(std::begin(first_columns), std::end(first_columns), f)
         != std::end(first_columns);
}

/// The fields behind the first ones, in the order in which JSON has them.
std::vector<field> rest_columns() {
  std::vector<field> out;
  for (std::size_t i = 0; i < field_count; ++i)
    if (auto f = static_cast<field>(i); !is_first(f))
      out.push_back(f);
  return out;
}

/// Gives each original column a header that no other has, in any case.
class header_names {
 public:
  explicit header_names(const std::vector<std::string>& taken) {
    for (const auto& name : taken)
      uses_.emplace(ascii_lower(name), 1);
  }

  std::string take(const std::string& original) {
    auto name = original;
    while (!uses_.try_emplace(ascii_lower(name), 1).second) {
      auto n = uses_[ascii_lower(original)]++;
      name = original + " (original" + (n == 1 ? "" : " " + std::to_string(n))
             + ")";
    }
    return name;
  }

 private:
  std::unordered_map<std::string, int> uses_;
};

} // namespace

std::vector<std::string> result_headers() {
  std::vector<std::string> out;
  for (auto f : first_columns)
    out.emplace_back(csv_name(f));
  for (auto name : state_columns)
    out.emplace_back(name);
  for (auto f : rest_columns())
    out.emplace_back(csv_name(f));
  return out;
}

std::vector<std::string> result_cells(row_reader& reader,
                                      const lead_result& lead) {
  static const auto rest = rest_columns();
  std::array<std::string, field_count> values;
  for (auto& [name, value] : reader.read(lead.fields))
    if (auto i = field_index(name); i < field_count)
      values[i] = std::move(value);
  auto value = [&](field f) -> std::string& {
    return values[static_cast<std::size_t>(f)];
  };
  std::vector<std::string> cells;
  cells.reserve(field_count + std::size(state_columns));
  for (auto f : first_columns)
    cells.push_back(std::move(value(f)));
  cells.emplace_back(to_string(lead.status));
  cells.push_back(lead.status == lead_status::filtered ? lead.reason : "");
  cells.push_back(
      lead.duplicate_of == no_row ? "" : std::to_string(lead.duplicate_of));
  cells.push_back(lead.status == lead_status::failed ? lead.reason : "");
  cells.push_back(std::to_string(lead.row));
  for (auto f : rest)
    cells.push_back(std::move(value(f)));
  return cells;
}

std::vector<std::string>
original_headers(const std::vector<std::string>& columns) {
  header_names names{result_headers()};
  std::vector<std::string> out;
  for (const auto& column : columns)
    out.push_back(names.take(column));
  return out;
}

void append_originals(std::vector<std::string>& cells, row_reader& reader,
                      const lead_result& lead,
                      const std::vector<std::string>& columns) {
  auto values = reader.read(lead.input);
  for (std::size_t i = 0; i < columns.size(); ++i) {
    // Most rows have their columns in the headers' order.
    auto same = i < values.size() && values[i].first == columns[i];
    auto found = same ? values.begin() + static_cast<std::ptrdiff_t>(i)
                      : std::find_if(values.begin(), values.end(),
                                     [&](const auto& column) {
                                       return column.first == columns[i];
                                     });
    cells.push_back(found == values.end() ? "" : std::move(found->second));
  }
}

void append_csv_row(std::string& out, const std::vector<std::string>& cells) {
  // An empty line would be no row to many readers.
  if (cells.size() == 1 && cells.front().empty())
    out += "\"\"";
  for (std::size_t i = 0; i < cells.size(); ++i) {
    if (i != 0)
      out += ',';
    append_csv_cell(out, cells[i]);
  }
  out += "\r\n";
}

} // namespace leadmill
