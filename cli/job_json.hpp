// Reads what a server answers back into the vocabulary.
#pragma once

#include <string>
#include <string_view>

#include "messages/bridge.hpp"
#include "messages/changes.hpp"
#include "messages/errors.hpp"
#include "messages/queries.hpp"

namespace leadmill {

/// {"success":true,"job":{…}}
outcome<job> parse_job_answer(std::string_view body);

/// {"success":true,"jobs":[…],"nextCursor"?}
outcome<job_page> parse_jobs_answer(std::string_view body);

/// {"success":true,"jobId":…}
outcome<std::string> parse_accepted_answer(std::string_view body);

/// An error answer; `status` is its HTTP status.
problem parse_problem_answer(std::string_view body, long status);

/// The body of POST /api/jobs/enrich, or of /api/jobs/scrape for a search.
std::string to_request_json(const job_draft& draft);

/// The body of POST /api/jobs/cancel or /retry, by filter.
std::string to_request_json(const bulk_request& what);

} // namespace leadmill
