// Pages of the list of jobs in SQLite.
#pragma once

#include "messages/errors.hpp"
#include "messages/queries.hpp"
#include "store/sqlite_connection.hpp"

namespace leadmill {

/// As `job_reader::list`. Throws what SQLite throws.
outcome<job_page> list_jobs(SQLite::Database& db, const job_query& query);

} // namespace leadmill
