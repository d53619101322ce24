#include "messages/validate.hpp"

#include <algorithm>
#include <cstdint>
#include <optional>
#include <unordered_set>

#include "messages/document.hpp"
#include "messages/grouped.hpp"
#include "messages/ids.hpp"
#include "messages/job_options.hpp"

namespace leadmill {

namespace {

namespace dom = simdjson::dom;

std::optional<problem> check_row_count(std::size_t rows,
                                       const request_rules& rules) {
  constexpr auto pointer = "/parsedData/rows";
  if (rows == 0)
    return refuse_field(pointer, "parsedData.rows cannot be empty").value();
  if (rows > rules.max_rows)
    return refuse_field(pointer,
                        "Maximum " + grouped(rules.max_rows)
                            + " leads per job. Please split into smaller "
                              "batches.")
        .value();
  return std::nullopt;
}

/// The columns of a request: those that its headers name, then those that only
/// rows have, in the order in which they come.
class column_list {
 public:
  explicit column_list(std::vector<std::string> names)
      : names_(std::move(names)), known_(names_.begin(), names_.end()) {}

  void add_row(dom::object row) {
    std::size_t place = 0;
    for (auto [name, value] : row) {
      // Most rows have the headers' order.
      if (place >= names_.size() || names_[place] != name)
        add(name);
      ++place;
    }
  }

  std::size_t size() const { return names_.size(); }
  std::vector<std::string> take() { return std::move(names_); }

 private:
  void add(std::string_view name) {
    if (known_.emplace(name).second)
      names_.emplace_back(name);
  }

  std::vector<std::string> names_;
  std::unordered_set<std::string> known_;
};

outcome<column_list> read_headers(dom::object data) {
  dom::element headers;
  if (data["headers"].get(headers) || !headers.is_array())
    return refuse_field("/parsedData/headers",
                        "parsedData.headers must be an array");
  auto names = read_strings(headers, "parsedData.headers");
  if (!names)
    return tl::make_unexpected(names.error());
  return column_list{std::move(*names)};
}

std::optional<problem> check_width(const column_list& columns,
                                   const request_rules& rules) {
  if (columns.size() <= rules.max_columns)
    return std::nullopt;
  return refuse_field("/parsedData/headers", "A job may have at most "
                                                 + grouped(rules.max_columns)
                                                 + " columns")
      .value();
}

std::optional<problem> read_rows(dom::object data, job_draft& draft,
                                 const request_rules& rules) {
  const std::string pointer = "/parsedData/rows";
  dom::array rows;
  if (data["rows"].get(rows))
    return refuse_field(pointer, "parsedData.rows must be an array").value();
  auto columns = read_headers(data);
  if (!columns)
    return columns.error();
  // array::size() is capped at 2^24 - 1, far above any sensible bound.
  if (auto bad = check_row_count(rows.size(), rules))
    return bad;
  draft.rows.reserve(rows.size());
  for (auto row : rows) {
    auto at = std::to_string(draft.rows.size());
    dom::object object;
    if (row.get(object))
      return refuse_field(pointer + "/" + at,
                          "parsedData.rows[" + at + "] must be an object")
          .value();
    columns->add_row(object);
    if (auto bad = check_width(*columns, rules))
      return bad;
    draft.rows.push_back(simdjson::minify(row));
  }
  draft.headers = columns->take();
  return std::nullopt;
}

std::optional<problem> read_parsed_data(dom::element parsed, job_draft& draft,
                                        const request_rules& rules) {
  dom::object data;
  if (parsed.get(data))
    return refuse_part("parsedData", "must be an object").value();
  return read_rows(data, draft, rules);
}

/// Where the rows come from: the request, or what another job finds. Leaves the
/// other job's id to the caller, behind the options.
std::optional<problem> read_rows_of(dom::object request, job_draft& draft,
                                    std::string& from_job,
                                    const request_rules& rules) {
  dom::element parsed, from;
  auto has_data = !request["parsedData"].get(parsed) && !parsed.is_null();
  auto has_job = !request["fromJob"].get(from) && !from.is_null();
  if (has_data && has_job)
    return refuse_part("fromJob", "cannot be given with parsedData").value();
  if (has_data)
    return read_parsed_data(parsed, draft, rules);
  if (!has_job)
    return refuse_part("parsedData", "is required").value();
  draft.takes_rows = true;
  return take(read_job_id(from, "fromJob"), from_job);
}

} // namespace

outcome<job_draft> parse_enrich_request(std::string_view body,
                                        const request_rules& rules,
                                        unix_ms now) {
  document doc;
  auto root = doc.parse(body, "Body");
  if (!root)
    return tl::make_unexpected(root.error());
  dom::object request;
  if (root->get(request))
    return refuse_part("parsedData", "is required");
  job_draft draft;
  std::string from_job;
  if (auto bad = read_rows_of(request, draft, from_job, rules))
    return tl::make_unexpected(*bad);
  dom::element part;
  if (!request["metadata"].get(part))
    if (auto bad = read_metadata(part, "metadata", draft, rules))
      return tl::make_unexpected(*bad);
  if (!request["options"].get(part) && !part.is_null())
    if (auto bad = read_options(part, draft, rules, now))
      return tl::make_unexpected(*bad);
  if (draft.takes_rows)
    draft.after = std::move(from_job);
  return draft;
}

outcome<job_draft> complete_draft(job_draft draft, std::string_view options,
                                  std::string_view metadata,
                                  const request_rules& rules, unix_ms now) {
  if (auto bad = check_row_count(draft.rows.size(), rules))
    return tl::make_unexpected(*bad);
  document doc;
  if (!options.empty()) {
    auto root = doc.parse(options, "options");
    if (!root)
      return tl::make_unexpected(root.error());
    if (auto bad = read_options(*root, draft, rules, now))
      return tl::make_unexpected(*bad);
  }
  if (!metadata.empty()) {
    auto root = doc.parse(metadata, "metadata");
    if (!root)
      return tl::make_unexpected(root.error());
    if (auto bad = read_metadata(*root, "metadata", draft, rules))
      return tl::make_unexpected(*bad);
  }
  return draft;
}

outcome<std::string> parse_job_id(std::string_view text) {
  if (text.empty())
    return refuse_part("jobId", "is required");
  if (!is_job_id(text))
    return refuse_part("jobId", "is not valid: it looks like "
                                "enrichment-1767225600000-k3x9f2a");
  return std::string{text};
}

outcome<std::string> parse_lead_key(std::string_view text) {
  constexpr std::size_t digits = 32;
  std::string out;
  for (auto c : text)
    if ((c >= '0' && c <= '9') || (c >= 'a' && c <= 'f'))
      out += c;
    else if (c >= 'A' && c <= 'F')
      out += static_cast<char>(c - 'A' + 'a');
  if (text.empty())
    return refuse_part("key", "is required");
  if (out.size() != digits || text.size() != digits)
    return refuse_part("key", "is not valid: it has 32 hexadecimal digits, and "
                              "stands with each lead of a job's results");
  return out;
}

} // namespace leadmill
