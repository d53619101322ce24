#include "messages/validate.hpp"

#include <algorithm>
#include <cstdint>
#include <optional>
#include <unordered_set>

#include <simdjson.h>

#include "messages/grouped.hpp"
#include "messages/ids.hpp"

namespace leadmill {

namespace {

namespace dom = simdjson::dom;

/// Deeper documents are refused: nothing here needs more.
constexpr std::size_t max_depth = 64;

constexpr std::uint32_t max_max_attempts = 20;

tl::unexpected<problem> refuse(std::string pointer, std::string detail) {
  return tl::make_unexpected(
      problem{errc::invalid_argument, detail, {{std::move(pointer), detail}}});
}

bool has_nul(std::string_view text) { return text.find('\0') != text.npos; }

/// Whether a string anywhere in `value` holds a NUL character. The depth is
/// bounded by the parser.
bool holds_nul(dom::element value) {
  dom::object object;
  if (!value.get(object))
    return std::any_of(object.begin(), object.end(), [](auto member) {
      return has_nul(member.key) || holds_nul(member.value);
    });
  dom::array array;
  if (!value.get(array))
    return std::any_of(array.begin(), array.end(), holds_nul);
  std::string_view text;
  return !value.get(text) && has_nul(text);
}

/// A parsed document; keeps the parser that owns it.
class document {
 public:
  document() : parser_(capacity()) {}

  /// `what` names the text in the refusal, e.g. "Body".
  outcome<dom::element> parse(std::string_view text, std::string_view what) {
    dom::element root;
    if (auto e =
            parser_.allocate(std::max<std::size_t>(text.size(), 64), max_depth))
      return refuse("", std::string{what}
                            + " cannot be read: " + simdjson::error_message(e));
    if (auto e = parser_.parse(text.data(), text.size()).get(root))
      return refuse("", std::string{what} + " is not valid JSON: " + reason(e));
    if (holds_nul(root))
      return refuse("", std::string{what} + " holds a NUL character");
    return root;
  }

 private:
  static std::size_t capacity() { return simdjson::SIMDJSON_MAXSIZE_BYTES; }

  static std::string reason(simdjson::error_code e) {
    switch (e) {
    case simdjson::UTF8_ERROR:
      return "it is not UTF-8";
    case simdjson::DEPTH_ERROR:
      return "it is nested deeper than " + std::to_string(max_depth)
             + " levels";
    case simdjson::EMPTY:
      return "it is empty";
    default:
      return simdjson::error_message(e);
    }
  }

  dom::parser parser_;
};

outcome<std::vector<std::string>> read_strings(dom::element value,
                                               const std::string& pointer,
                                               const std::string& name) {
  dom::array array;
  if (value.get(array))
    return refuse(pointer, name + " must be an array");
  std::vector<std::string> out;
  for (auto item : array) {
    std::string_view text;
    if (item.get(text))
      return refuse(pointer + "/" + std::to_string(out.size()),
                    name + " must hold only strings");
    out.emplace_back(text);
  }
  return out;
}

std::optional<problem> read_tags(dom::element value, job_draft& draft,
                                 const request_rules& rules) {
  auto tags = read_strings(value, "/options/tags", "options.tags");
  if (!tags)
    return tags.error();
  if (tags->size() > rules.max_tags)
    return refuse("/options/tags", "options.tags may hold at most "
                                       + std::to_string(rules.max_tags)
                                       + " tags")
        .value();
  for (auto& tag : *tags)
    if (tag.empty() || tag.size() > rules.max_tag_bytes)
      return refuse("/options/tags", "a tag must have 1 to "
                                         + std::to_string(rules.max_tag_bytes)
                                         + " bytes")
          .value();
  draft.tags = std::move(*tags);
  return std::nullopt;
}

std::optional<problem> read_steps(dom::element value, job_draft& draft,
                                  const request_rules& rules) {
  auto steps = read_strings(value, "/options/steps", "options.steps");
  if (!steps)
    return steps.error();
  for (auto& step : *steps)
    if (std::find(rules.steps.begin(), rules.steps.end(), step)
        == rules.steps.end())
      return refuse("/options/steps",
                    "options.steps names an unknown step: " + step)
          .value();
  draft.steps = std::move(*steps);
  return std::nullopt;
}

std::optional<problem> read_options(dom::element value, job_draft& draft,
                                    const request_rules& rules) {
  dom::object object;
  if (value.get(object))
    return refuse("/options", "options must be an object").value();
  for (auto [name, option] : object) {
    std::optional<problem> bad;
    if (name == "tags") {
      bad = read_tags(option, draft, rules);
    } else if (name == "steps") {
      bad = read_steps(option, draft, rules);
    } else if (name == "maxAttempts") {
      std::uint64_t n = 0;
      if (option.get(n) || n < 1 || n > max_max_attempts)
        bad = refuse("/options/maxAttempts",
                     "options.maxAttempts must be a whole number from 1 to "
                         + std::to_string(max_max_attempts))
                  .value();
      draft.max_attempts = static_cast<std::uint32_t>(n);
    } else {
      bad = refuse("/options/" + std::string{name},
                   "options has an unknown field: " + std::string{name})
                .value();
    }
    if (bad)
      return bad;
  }
  return std::nullopt;
}

std::optional<problem> read_metadata(dom::element value, job_draft& draft,
                                     const request_rules& rules) {
  if (value.is_null())
    return std::nullopt;
  if (!value.is_object())
    return refuse("/metadata", "metadata must be an object").value();
  draft.metadata = simdjson::minify(value);
  if (draft.metadata.size() > rules.max_metadata_bytes)
    return refuse("/metadata", "metadata must have at most "
                                   + std::to_string(rules.max_metadata_bytes)
                                   + " bytes")
        .value();
  return std::nullopt;
}

std::optional<problem> check_row_count(std::size_t rows,
                                       const request_rules& rules) {
  constexpr auto pointer = "/parsedData/rows";
  if (rows == 0)
    return refuse(pointer, "parsedData.rows cannot be empty").value();
  if (rows > rules.max_rows)
    return refuse(pointer, "Maximum " + grouped(rules.max_rows)
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
    return refuse("/parsedData/headers", "parsedData.headers must be an array");
  auto names =
      read_strings(headers, "/parsedData/headers", "parsedData.headers");
  if (!names)
    return tl::make_unexpected(names.error());
  return column_list{std::move(*names)};
}

std::optional<problem> check_width(const column_list& columns,
                                   const request_rules& rules) {
  if (columns.size() <= rules.max_columns)
    return std::nullopt;
  return refuse("/parsedData/headers", "A job may have at most "
                                           + grouped(rules.max_columns)
                                           + " columns")
      .value();
}

std::optional<problem> read_rows(dom::object data, job_draft& draft,
                                 const request_rules& rules) {
  const std::string pointer = "/parsedData/rows";
  dom::array rows;
  if (data["rows"].get(rows))
    return refuse(pointer, "parsedData.rows must be an array").value();
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
      return refuse(pointer + "/" + at,
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

} // namespace

outcome<job_draft> parse_enrich_request(std::string_view body,
                                        const request_rules& rules) {
  document doc;
  auto root = doc.parse(body, "Body");
  if (!root)
    return tl::make_unexpected(root.error());
  dom::object request, data;
  if (root->get(request))
    return refuse("/parsedData", "parsedData is required");
  dom::element parsed;
  if (request["parsedData"].get(parsed) || parsed.is_null())
    return refuse("/parsedData", "parsedData is required");
  if (parsed.get(data))
    return refuse("/parsedData", "parsedData must be an object");
  job_draft draft;
  if (auto bad = read_rows(data, draft, rules))
    return tl::make_unexpected(*bad);
  dom::element part;
  if (!request["metadata"].get(part))
    if (auto bad = read_metadata(part, draft, rules))
      return tl::make_unexpected(*bad);
  if (!request["options"].get(part) && !part.is_null())
    if (auto bad = read_options(part, draft, rules))
      return tl::make_unexpected(*bad);
  return draft;
}

outcome<job_draft> complete_draft(job_draft draft, std::string_view options,
                                  std::string_view metadata,
                                  const request_rules& rules) {
  if (auto bad = check_row_count(draft.rows.size(), rules))
    return tl::make_unexpected(*bad);
  document doc;
  if (!options.empty()) {
    auto root = doc.parse(options, "options");
    if (!root)
      return tl::make_unexpected(root.error());
    if (auto bad = read_options(*root, draft, rules))
      return tl::make_unexpected(*bad);
  }
  if (!metadata.empty()) {
    auto root = doc.parse(metadata, "metadata");
    if (!root)
      return tl::make_unexpected(root.error());
    if (auto bad = read_metadata(*root, draft, rules))
      return tl::make_unexpected(*bad);
  }
  return draft;
}

outcome<std::string> parse_job_id(std::string_view text) {
  if (text.empty())
    return refuse("/jobId", "jobId is required");
  if (!is_job_id(text))
    return refuse("/jobId", "jobId is not valid: it looks like "
                            "enrichment-1767225600000-k3x9f2a");
  return std::string{text};
}

outcome<std::string> parse_job_id_request(std::string_view body) {
  document doc;
  auto root = doc.parse(body, "Body");
  if (!root)
    return tl::make_unexpected(root.error());
  dom::object request;
  if (root->get(request))
    return refuse("", "Body must be an object");
  if (!request["filter"].error())
    return refuse("/filter", "filter is not supported: name one jobId");
  std::string_view id;
  auto member = request["jobId"];
  if (member.error())
    return refuse("/jobId", "jobId is required");
  if (member.get(id))
    return refuse("/jobId", "jobId must be a string");
  return parse_job_id(id);
}

} // namespace leadmill
