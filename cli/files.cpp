#include "cli/files.hpp"

#include <utility>

#include <caf/actor_system.hpp>
#include <spdlog/spdlog.h>

#include "actors/outputs/result_files.hpp"

namespace leadmill {

namespace {

void report(const problem& what) {
  spdlog::error("event=files_not_written detail=\"{}\"", what.detail);
}

} // namespace

outcome<void> spawn_files(std::vector<result_files_actor>& out,
                          caf::actor_system& system, const config& settings,
                          sqlite_store& store,
                          const std::filesystem::path& data) {
  for (auto& kept :
       {keep_results(data), keep_exports(settings.exports, data)}) {
    if (kept.empty())
      continue;
    auto connection = store.make_reader();
    if (!connection)
      return tl::make_unexpected(connection.error());
    result_files_options options;
    options.kept = kept;
    options.reader = std::move(*connection);
    options.on_problem = report;
    out.push_back(
        system.spawn<caf::detached>(result_files, std::move(options)));
  }
  return {};
}

} // namespace leadmill
