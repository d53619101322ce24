#include "leads/export_text.hpp"

#include <algorithm>
#include <utility>

#include "leads/result_table.hpp"

namespace leadmill {

namespace {

/// As the store leaves it.
bool is_erased(const lead_result& lead) {
  return lead.fields == R"({"erased":true})";
}

} // namespace

export_encoder::export_encoder(const export_declaration& declared,
                               std::vector<std::string> columns)
    : format_(declared.format), by_day_(declared.by_day),
      statuses_(declared.statuses), mapping_(declared.fields),
      columns_(std::move(columns)) {
  if (by_day_)
    columns_.clear();
}

std::string export_encoder::begin() const {
  std::string out;
  if (format_ == export_format::ndjson)
    return out;
  auto headers = mapping_.empty() ? result_headers() : mapping_.names();
  if (mapping_.empty() && by_day_)
    headers.emplace_back("Job ID");
  else if (mapping_.empty())
    for (auto& name : original_headers(columns_))
      headers.push_back(std::move(name));
  append_csv_row(out, headers);
  return out;
}

void export_encoder::add(std::string& out, const std::string& job,
                         const lead_result& lead) {
  auto goes = std::find(statuses_.begin(), statuses_.end(), lead.status)
              != statuses_.end();
  if (!goes || is_erased(lead))
    return;
  if (format_ == export_format::csv)
    return add_csv(out, job, lead);
  mapping_.append(out, job, lead);
  out += '\n';
}

void export_encoder::add_csv(std::string& out, const std::string& job,
                             const lead_result& lead) {
  std::vector<std::string> cells;
  if (!mapping_.empty()) {
    for (auto& value : mapping_.values(job, lead))
      cells.push_back(std::move(value.text));
  } else {
    cells = result_cells(reader_, lead);
    if (by_day_)
      cells.push_back(job);
    append_originals(cells, reader_, lead, columns_);
  }
  append_csv_row(out, cells);
}

} // namespace leadmill
