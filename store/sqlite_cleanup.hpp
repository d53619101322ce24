// Removing jobs in SQLite: at once to the eye, bit by bit on the disk.
#pragma once

#include <cstdint>
#include <vector>

#include <SQLiteCpp/Database.h>

#include "store/job_store.hpp"

namespace leadmill {

/// As `job_store::remove_ended`: marks the jobs, nothing more. `destinations`:
/// the names of those that there are, a JSON array. Throws what
/// SQLite throws, like those below.
/// REQUIRES: an open transaction.
std::vector<removed_job> mark_ended(SQLite::Database& db, unix_ms before,
                                    const std::string& destinations,
                                    unix_ms now);

/// As `job_reader::removals`.
/// REQUIRES: a read transaction.
removal_marks read_removals(SQLite::Database& db, std::uint32_t limit);

/// Gives back at most `max_rows` rows of marked jobs; answers whether there are
/// more.
/// REQUIRES: an open transaction.
bool purge_marked(SQLite::Database& db, std::uint32_t max_rows);

/// As `job_store::purge`: rows of marked jobs, then idempotency keys and marks
/// that are old, answers that have expired and old usage, then free pages of
/// the file.
/// REQUIRES: an open transaction.
bool purge_some_of(SQLite::Database& db, std::uint32_t max_rows, unix_ms now);

} // namespace leadmill
