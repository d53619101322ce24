// The query parameters of a listing and of a result page, read into what the
// bridge takes.
#pragma once

#include "messages/errors.hpp"
#include "messages/queries.hpp"
#include "net/query.hpp"

namespace leadmill {

/// The parameters of a listing, or which of them is wrong.
outcome<job_query> parse_job_query(const query_params& query);

/// The parameters of a result page, or which of them is wrong.
outcome<result_query> parse_result_query(const query_params& query);

} // namespace leadmill
