// The rows of a source on their way to becoming leads: each says where, when
// and by which search it was found.
#pragma once

#include <string>
#include <string_view>

#include "messages/time.hpp"

namespace leadmill {

/// What rows are given besides their own columns.
struct row_origin {
  std::string platform;
  std::string source_details;
  std::string search_filter;
  unix_ms scraped_at = 0;
};

/// A search in a few words, e.g. "keywords: dentist; states: TX, OK". `params`
/// is a JSON object; at most about 300 bytes of it are shown.
std::string search_words(std::string_view params);

/// The row (a JSON object) with "Platform", "Date Scraped" (the day, UTC),
/// "Search Filter" and "Source Details" behind its own columns. One that it has
/// under that name (case, space and punctuation do not matter) stays, unless it
/// is blank. What is no object is returned as it is.
std::string with_origin(const std::string& row, const row_origin& origin);

} // namespace leadmill
