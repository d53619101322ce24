// The request of a scraping job, parsed into a draft: what to read of which
// source, and the enrichment of what it finds.
#pragma once

#include <string_view>

#include "messages/changes.hpp"
#include "messages/errors.hpp"
#include "messages/validate.hpp"

namespace leadmill {

/// `{searchParams:{…},source?,maxPages?,maxResults?,metadata?,options?}` of
/// POST /api/jobs/scrape. Each refusal is `invalid_argument`, names its field
/// and says a sentence for people. `now` is what a start is held against.
outcome<job_draft> parse_scrape_request(std::string_view body,
                                        const request_rules& rules,
                                        unix_ms now);

} // namespace leadmill
