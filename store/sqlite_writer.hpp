// The writing side of the SQLite store.
#pragma once

#include <memory>
#include <vector>

#include "store/job_store.hpp"
#include "store/sqlite_connection.hpp"

namespace leadmill {

/// Writes through `db`, which came from `open_for_writing`, and into the
/// outboxes of the destinations that `routes` names. After a
/// `disk_unknown` every further commit is refused the same way: a sync that is
/// tried again may succeed without having written anything.
outcome<std::unique_ptr<job_store>>
make_sqlite_writer(connection db, std::vector<outbox_route> routes = {});

} // namespace leadmill
