#include "leads/result_text.hpp"

#include <utility>

#include "leads/result_table.hpp"
#include "messages/json.hpp"

namespace leadmill {

namespace {

std::string csv_header(const std::vector<std::string>& columns) {
  auto headers = result_headers();
  for (auto& name : original_headers(columns))
    headers.push_back(std::move(name));
  std::string out;
  append_csv_row(out, headers);
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
  auto cells = result_cells(reader_, lead);
  append_originals(cells, reader_, lead, headers_);
  append_csv_row(out, cells);
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
