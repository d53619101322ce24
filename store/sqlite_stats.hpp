// Statistics over all jobs in SQLite.
#pragma once

#include "messages/queries.hpp"
#include "store/sqlite_connection.hpp"

namespace leadmill {

/// As `job_reader::stats`, from one pass over the jobs and one over those that
/// were accepted last. Throws what SQLite throws.
/// REQUIRES: an open transaction, so that both see the same.
job_stats read_stats(SQLite::Database& db, unix_ms now);

} // namespace leadmill
