// Leads over all jobs in SQLite: where a person stands, and which rows have no
// result yet. Throws what SQLite throws.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "messages/queries.hpp"
#include "store/sqlite_connection.hpp"

namespace leadmill {

/// As `job_reader::find_lead`. Goes through all results, in the order of their
/// key: an index on lead_key would be written with every row that is saved, for
/// a question that is asked when a person wants to be erased.
std::vector<lead_place> find_leads(SQLite::Database& db,
                                   const std::string& key);

/// As `job_reader::unworked`. A job whose rows all have a result costs a look
/// at the job only.
/// REQUIRES: an open transaction.
unworked_page read_unworked(SQLite::Database& db, std::uint64_t job,
                            std::uint32_t row, std::uint32_t max_rows);

} // namespace leadmill
