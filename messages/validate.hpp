// Requests are parsed into checked types here, once; nobody checks again.
// Nothing that gets through has invalid UTF-8, a NUL byte, or more than 64
// levels of nesting.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "messages/changes.hpp"
#include "messages/errors.hpp"

namespace leadmill {

/// The bounds that requests are held to (config/limits.hpp has the figures).
struct request_rules {
  std::size_t max_rows = 0;
  std::size_t max_columns = 0;
  std::size_t max_metadata_bytes = 0;
  std::size_t max_tags = 0;
  std::size_t max_tag_bytes = 0;
  /// Of a text by which jobs are filtered.
  std::size_t max_filter_bytes = 0;
  std::uint32_t max_attempts = 0;
  std::uint32_t max_delay_s = 0;
  /// How far ahead a start may be set.
  unix_ms max_ahead_ms = 0;
  std::uint32_t max_timeout_s = 0;
  /// How many days a cleanup keeps, unless told otherwise and at most.
  std::uint32_t keep_days = 0;
  std::uint32_t max_keep_days = 0;
  /// The names that `options.steps` may hold.
  std::vector<std::string> steps = {};
  /// Those that `options.outputs` may hold.
  std::vector<std::string> outputs = {};
  /// What a scraping job may ask for, and how often it is tried.
  std::uint32_t max_pages = 0;
  std::uint32_t max_results = 0;
  std::size_t max_params_bytes = 0;
  std::uint32_t scraping_attempts = 0;
  /// The names of the sources that are enabled.
  std::vector<std::string> sources = {};
};

/// `{parsedData:{headers,rows,…},metadata?,options?}` of POST
/// /api/jobs/enrich, or `{fromJob,metadata?,options?}`. Each refusal is
/// `invalid_argument`, names its field and says a sentence for people. `now`
/// is what a start is held against.
outcome<job_draft> parse_enrich_request(std::string_view body,
                                        const request_rules& rules,
                                        unix_ms now);

/// Checks a draft made from a CSV upload, which has its headers and rows, and
/// adds `?options=` and `?metadata=` (JSON texts; empty: absent).
outcome<job_draft> complete_draft(job_draft draft, std::string_view options,
                                  std::string_view metadata,
                                  const request_rules& rules, unix_ms now);

/// A `jobId` parameter: the id, or `invalid_argument`.
outcome<std::string> parse_job_id(std::string_view text);

/// A `key` parameter: the lead key in lower case, or `invalid_argument`.
outcome<std::string> parse_lead_key(std::string_view text);

} // namespace leadmill
