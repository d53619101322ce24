// The reading side of the SQLite store.
#pragma once

#include <filesystem>
#include <memory>

#include "store/job_store.hpp"

namespace leadmill {

/// Reads through a connection of its own. REQUIRES: a writer has opened `file`
/// and stays open.
outcome<std::unique_ptr<job_reader>>
make_sqlite_reader(const std::filesystem::path& file);

} // namespace leadmill
