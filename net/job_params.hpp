// The query parameters of a listing, of a result page and of deliveries, read
// into what the bridge takes.
#pragma once

#include "messages/errors.hpp"
#include "messages/outbox.hpp"
#include "messages/queries.hpp"
#include "net/query.hpp"

namespace leadmill {

/// The parameters of a listing, or which of them is wrong.
outcome<job_query> parse_job_query(const query_params& query);

/// The parameters of a result page, or which of them is wrong.
outcome<result_query> parse_result_query(const query_params& query);

/// The parameters of a page of deliveries, or which of them is wrong.
outcome<delivery_query> parse_delivery_query(const query_params& query);

} // namespace leadmill
