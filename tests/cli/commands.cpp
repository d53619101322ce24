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
  for (auto command : {"serve", "enrich", "scrape", "check", "usage", "jobs",
                       "status", "results", "watch", "log", "stats", "cancel",
                       "retry", "pause", "resume", "cleanup", "erase"})
    CAF_CHECK_EQUAL(run({command, "--help"}), 0);
}

CAF_TEST(wrong usage exits with 2) {
  CAF_CHECK_EQUAL(run({}), 2);
  CAF_CHECK_EQUAL(run({"fly"}), 2);
  CAF_CHECK_EQUAL(run({"serve", "--wings"}), 2);
  CAF_CHECK_EQUAL(run({"enrich"}), 2);
  CAF_CHECK_EQUAL(run({"enrich", "a.csv", "--priority", "urgent"}), 2);
  CAF_CHECK_EQUAL(run({"enrich", "a.csv", "--tag", ""}), 2);
}

CAF_TEST(a file that is not there exits with 1) {
  // What stands behind a tag is no second tag.
  CAF_CHECK_EQUAL(
      run({"enrich", "--tag", "a", "--tag", "b", "/nobody/leads.csv"}), 1);
}

CAF_TEST(a wrong configuration exits with 78) {
  CAF_CHECK_EQUAL(run({"serve", "--slots", "many"}), 78);
  CAF_CHECK_EQUAL(run({"check", "--config", "/nobody/leadmill.toml"}), 78);
}

CAF_TEST(a search says what it reads and for what) {
  CAF_CHECK_EQUAL(run({"scrape"}), 2);
  CAF_CHECK_EQUAL(run({"scrape", "--source", "people"}), 2);
  CAF_CHECK_EQUAL(run({"scrape", "--params", "{}"}), 2);
  for (auto [flag, value] : {std::pair{"--pages", "0"},
                             {"--pages", "101"},
                             {"--pages", "some"},
                             {"--results", "0"},
                             {"--results", "10001"},
                             {"--tag", ""},
                             {"--priority", "urgent"}})
    CAF_CHECK_EQUAL(
        run({"scrape", "--source", "people", "--params", "{}", flag, value}),
        2);
}

CAF_TEST(parameters of a search are a JSON object) {
  for (auto bad : {"title=CEO", "[]", "{", "\"x\"", "{}{}"})
    CAF_CHECK_EQUAL(run({"scrape", "--source", "people", "--params", bad,
                         "--server", "http://127.0.0.1:1"}),
                    2);
  CAF_CHECK_EQUAL(
      run({"scrape", "--source", "people", "--params", "@/nobody/params.json",
           "--server", "http://127.0.0.1:1"}),
      1);
}

CAF_TEST(a search is gone on with by its id alone) {
  auto id = "scraping-1767225600000-a";
  CAF_CHECK_EQUAL(run({"scrape", "--retry", "../../etc/passwd"}), 2);
  CAF_CHECK_EQUAL(run({"scrape", "--retry", "enrichment-1767225600000-a"}), 2);
  CAF_CHECK_EQUAL(run({"scrape", "--retry", id, "--source", "people"}), 2);
  CAF_CHECK_EQUAL(run({"scrape", "--retry", id, "--pages", "3"}), 2);
  CAF_CHECK_EQUAL(run({"scrape", "--retry", id, "--tag", "mine"}), 2);
  CAF_CHECK_EQUAL(run({"scrape", "--retry", id, "--priority", "low"}), 2);
  CAF_CHECK_EQUAL(
      run({"scrape", "--retry", id, "--server", "http://127.0.0.1:1"}), 1);
}

CAF_TEST(a search on a server that is not there exits with 1) {
  CAF_CHECK_EQUAL(run({"scrape", "--source", "people", "--params", "{}",
                       "--server", "http://127.0.0.1:1"}),
                  1);
}
