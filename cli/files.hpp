// Those who write files of what the store holds, as the engine starts them.
#pragma once

#include <filesystem>
#include <vector>

#include <caf/fwd.hpp>

#include "config/config.hpp"
#include "messages/actors.hpp"
#include "messages/errors.hpp"
#include "store/sqlite_store.hpp"

namespace leadmill {

/// Spawns one for what is kept in the data directory and, apart from it, one
/// for the files of destinations, which may be on disks of others. What was
/// spawned is in `out` also when it fails.
outcome<void> spawn_files(std::vector<result_files_actor>& out,
                          caf::actor_system& system, const config& settings,
                          sqlite_store& store,
                          const std::filesystem::path& data);

} // namespace leadmill
