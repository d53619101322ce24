// How far scraping jobs have come, in their table. Every function throws what
// SQLite throws.
#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include <SQLiteCpp/Database.h>

#include "messages/lead.hpp"
#include "messages/queries.hpp"

namespace leadmill {

/// Writes what the new job `num` reads.
void insert_scrape(SQLite::Database& db, std::int64_t num,
                   const scrape_plan& plan);

/// Nothing for a job that is no scraping one.
std::optional<scrape_progress> find_scrape(SQLite::Database& db,
                                           std::int64_t num);

/// Writes what a page has changed.
void update_scrape(SQLite::Database& db, std::int64_t num,
                   const scrape_progress& so_far);

/// Adds the columns of these rows to the headers of the job.
void add_headers(SQLite::Database& db, std::int64_t num,
                 const std::vector<lead_result>& leads);

} // namespace leadmill
