// What readers see of the outbox and of the deliveries. Everything throws what
// SQLite throws, and wants a read transaction around it.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include <SQLiteCpp/Database.h>

#include "messages/errors.hpp"
#include "messages/outbox.hpp"

namespace leadmill {

/// As the calls of `job_reader` with these names.
pending_batch find_pending(SQLite::Database& db, const pending_query& query);
std::optional<open_delivery> find_open_delivery(SQLite::Database& db,
                                                const std::string& destination);
outcome<delivery_leads> find_delivery_leads(SQLite::Database& db,
                                            const std::string& id,
                                            const std::vector<lead_status>& to);
std::vector<destination_report> read_destinations(SQLite::Database& db);
outcome<delivery_page> list_deliveries(SQLite::Database& db,
                                       const delivery_query& query);

} // namespace leadmill
