#define CAF_SUITE cli_commands
#include "cli/commands.hpp"

#include <vector>

#include <caf/test/unit_test.hpp>

using namespace leadmill;

namespace {

int run(std::vector<const char*> arguments) {
  arguments.insert(arguments.begin(), "leadmill");
  return run_command(static_cast<int>(arguments.size()), arguments.data());
}

} // namespace

CAF_TEST(help and version are there for everything) {
  CAF_CHECK_EQUAL(run({"--help"}), 0);
  CAF_CHECK_EQUAL(run({"--version"}), 0);
  for (auto command : {"serve", "enrich", "check", "jobs", "status", "results",
                       "cancel", "watch"})
    CAF_CHECK_EQUAL(run({command, "--help"}), 0);
}

CAF_TEST(wrong usage exits with 2) {
  CAF_CHECK_EQUAL(run({}), 2);
  CAF_CHECK_EQUAL(run({"fly"}), 2);
  CAF_CHECK_EQUAL(run({"serve", "--wings"}), 2);
  CAF_CHECK_EQUAL(run({"enrich"}), 2);
  CAF_CHECK_EQUAL(run({"status", "../../etc/passwd"}), 2);
}

CAF_TEST(a file that is not there exits with 1) {
  CAF_CHECK_EQUAL(run({"enrich", "/nobody/leads.csv"}), 1);
}

CAF_TEST(a server that is not there exits with 1) {
  CAF_CHECK_EQUAL(run({"status", "enrichment-1767225600000-a", "--server",
                       "http://127.0.0.1:1"}),
                  1);
}

CAF_TEST(a wrong configuration exits with 78) {
  CAF_CHECK_EQUAL(run({"serve", "--slots", "many"}), 78);
  CAF_CHECK_EQUAL(run({"check", "--config", "/nobody/leadmill.toml"}), 78);
}
