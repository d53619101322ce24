// Results of one job from one read transaction on a connection of its own, so
// that any number can be open beside each other.
#pragma once

#include <filesystem>
#include <memory>

#include "store/job_store.hpp"

namespace leadmill {

/// `not_found`. The cursor steps through its rows as they are asked for, and
/// gives its transaction back with the last one.
outcome<std::unique_ptr<result_cursor>>
open_sqlite_results(const std::filesystem::path& file,
                    const result_query& query);

} // namespace leadmill
