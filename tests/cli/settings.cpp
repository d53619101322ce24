#define CAF_SUITE cli_settings
#include "cli/settings.hpp"

#include <sstream>

#include <caf/test/unit_test.hpp>

using namespace leadmill;

CAF_TEST(every problem is told on a line of its own) {
  std::ostringstream err;
  auto status = report_problems(
      {{"a.toml:3", "unknown key"}, {"LEADMILL_X", "unknown variable"}}, err);
  CAF_CHECK_EQUAL(status, 78);
  CAF_CHECK_EQUAL(err.str(), "leadmill: the configuration has 2 problems\n"
                             "  a.toml:3: unknown key\n"
                             "  LEADMILL_X: unknown variable\n");
}
