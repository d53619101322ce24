#define CAF_SUITE cli_remote_commands
#include "cli/remote_commands.hpp"

#include <vector>

#include <caf/test/unit_test.hpp>

#include "cli/commands.hpp"

using namespace leadmill;

namespace {

int run(std::vector<const char*> arguments) {
  arguments.insert(arguments.begin(), "leadmill");
  return run_command(static_cast<int>(arguments.size()), arguments.data());
}

} // namespace

CAF_TEST(a job is named by an id that is one) {
  for (auto command : {"status", "results", "watch", "log", "cancel", "retry"})
    CAF_CHECK_EQUAL(run({command, "../../etc/passwd"}), 2);
  for (auto command : {"status", "results", "watch", "log"})
    CAF_CHECK_EQUAL(run({command}), 2);
}

CAF_TEST(a server that is not there exits with 1) {
  CAF_CHECK_EQUAL(run({"status", "enrichment-1767225600000-a", "--server",
                       "http://127.0.0.1:1"}),
                  1);
  CAF_CHECK_EQUAL(run({"usage", "--server", "http://127.0.0.1:1"}), 1);
}

CAF_TEST(many jobs are only steered by whoever says which) {
  auto id = "enrichment-1767225600000-a";
  for (auto command : {"cancel", "retry"}) {
    CAF_CHECK_EQUAL(run({command}), 2);
    CAF_CHECK_EQUAL(run({command, "--dry-run"}), 2);
    CAF_CHECK_EQUAL(run({command, id, "--all"}), 2);
    CAF_CHECK_EQUAL(run({command, id, "--status", "failed"}), 2);
    CAF_CHECK_EQUAL(run({command, id, "--dry-run"}), 2);
    CAF_CHECK_EQUAL(run({command, "--all", "--tag", "x"}), 2);
    CAF_CHECK_EQUAL(run({command, "--status", "done"}), 2);
    CAF_CHECK_EQUAL(run({command, "--type", "cleaning"}), 2);
    CAF_CHECK_EQUAL(run({command, "--all", "--server", "http://127.0.0.1:1"}),
                    1);
  }
}

CAF_TEST(what a command would send in vain is wrong usage) {
  CAF_CHECK_EQUAL(run({"cleanup", "--days", "0"}), 2);
  CAF_CHECK_EQUAL(run({"cleanup", "--days", "366"}), 2);
  CAF_CHECK_EQUAL(run({"erase"}), 2);
  CAF_CHECK_EQUAL(run({"erase", "0123"}), 2);
  CAF_CHECK_EQUAL(run({"pause", "--type", "all"}), 2);
  CAF_CHECK_EQUAL(run({"log"}), 2);
  CAF_CHECK_EQUAL(run({"log", "../../etc/passwd"}), 2);
}
