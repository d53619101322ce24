#include "leads/result_text.hpp"

#include <algorithm>
#include <array>
#include <unordered_map>
#include <utility>

#include "leads/csv.hpp"
#include "leads/fields.hpp"
#include "leads/text.hpp"
#include "messages/json.hpp"

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

/// Every header but the original ones.
std::vector<std::string> enriched_headers() {
  std::vector<std::string> out;
  for (auto f : first_columns)
    out.emplace_back(csv_name(f));
  for (auto name : state_columns)
    out.emplace_back(name);
  for (auto f : rest_columns())
    out.emplace_back(csv_name(f));
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

void append_row(std::string& out, const std::vector<std::string>& cells) {
  for (std::size_t i = 0; i < cells.size(); ++i) {
    if (i != 0)
      out += ',';
    append_csv_cell(out, cells[i]);
  }
  out += "\r\n";
}

std::string csv_header(const std::vector<std::string>& originals) {
  auto headers = enriched_headers();
  header_names names{headers};
  for (const auto& original : originals)
    headers.push_back(names.take(original));
  std::string out;
  append_row(out, headers);
  return out;
}

} // namespace

result_encoder::result_encoder(const job& state,
                               std::vector<std::string> headers,
                               result_format format)
    : id_(state.id), type_(state.type), complete_(is_terminal(state.phase)),
      metadata_(state.metadata), headers_(std::move(headers)), format_(format) {
}

std::string result_encoder::begin() {
  if (format_ == result_format::ndjson)
    return {};
  if (format_ == result_format::csv)
    return csv_header(headers_);
  std::string out;
  object_writer object{out};
  object.add_bool("success", true);
  object.add("jobId", id_);
  object.add("jobType", to_string(type_));
  object.add_bool("complete", complete_);
  return out += ",\"results\":{\"leads\":[";
}

void result_encoder::add(std::string& out,
                         const std::vector<lead_result>& leads) {
  for (const auto& lead : leads) {
    switch (format_) {
    case result_format::json:
      if (count_ != 0)
        out += ',';
      append_json(out, lead);
      break;
    case result_format::ndjson:
      append_json(out, lead);
      out += '\n';
      break;
    case result_format::csv:
      add_csv(out, lead);
      break;
    }
    ++count_;
  }
}

void result_encoder::add_csv(std::string& out, const lead_result& lead) {
  static const auto rest = rest_columns();
  std::array<std::string, field_count> values;
  for (auto& [name, value] : reader_.read(lead.fields))
    if (auto i = field_index(name); i < field_count)
      values[i] = std::move(value);
  auto value = [&](field f) -> std::string& {
    return values[static_cast<std::size_t>(f)];
  };
  std::vector<std::string> cells;
  cells.reserve(field_count + std::size(state_columns) + headers_.size());
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
  auto originals = reader_.read(lead.input);
  for (std::size_t i = 0; i < headers_.size(); ++i) {
    // Most rows have their columns in the headers' order.
    auto same = i < originals.size() && originals[i].first == headers_[i];
    auto found = same ? originals.begin() + static_cast<std::ptrdiff_t>(i)
                      : std::find_if(originals.begin(), originals.end(),
                                     [&](const auto& column) {
                                       return column.first == headers_[i];
                                     });
    cells.push_back(found == originals.end() ? "" : std::move(found->second));
  }
  append_row(out, cells);
}

std::string result_encoder::end(std::optional<std::uint32_t> next_row,
                                std::optional<std::uint64_t> next_since) {
  if (format_ != result_format::json)
    return {};
  std::string out =
      "],\"count\":" + std::to_string(count_) + "},\"metadata\":" + metadata_;
  if (next_row)
    out += ",\"nextCursor\":\"" + std::to_string(*next_row) + '"';
  if (next_since)
    out += ",\"nextSince\":" + std::to_string(*next_since);
  return out += '}';
}

} // namespace leadmill
