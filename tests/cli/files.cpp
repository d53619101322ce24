#define CAF_SUITE cli_files
#include "cli/files.hpp"

#include <caf/actor_system.hpp>
#include <caf/actor_system_config.hpp>
#include <caf/exit_reason.hpp>
#include <caf/scoped_actor.hpp>
#include <caf/send.hpp>
#include <caf/test/unit_test.hpp>

#include "messages/types.hpp"
#include "tests/support/scratch.hpp"

using namespace leadmill;
using namespace std::chrono_literals;

namespace {

struct system_config : caf::actor_system_config {
  system_config() { leadmill::add_message_types(*this); }
};

/// How many are spawned, all of which can write.
std::size_t count_writers(const config& settings) {
  scratch dir;
  auto store = sqlite_store::open(dir.path() / "leadmill.db", {}).value();
  system_config options;
  caf::actor_system system{options};
  std::vector<result_files_actor> writers;
  CAF_CHECK(spawn_files(writers, system, settings, *store, dir.path()));
  caf::scoped_actor self{system};
  for (const auto& writer : writers) {
    bool wrote = false;
    self->request(writer, 10s, flush_files{})
        .receive([&](bool) { wrote = true; }, [](const caf::error&) {});
    CAF_CHECK(wrote);
    caf::anon_send_exit(writer, caf::exit_reason::user_shutdown);
  }
  return writers.size();
}

} // namespace

CAF_TEST(files of destinations have a writer of their own) {
  config settings;
  CAF_CHECK_EQUAL(count_writers(settings), 1u);
  settings.exports.resize(2);
  settings.exports[0].name = "sheet";
  settings.exports[1].name = "days";
  settings.exports[1].by_day = true;
  CAF_CHECK_EQUAL(count_writers(settings), 2u);
}
