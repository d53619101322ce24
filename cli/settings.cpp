#include "cli/settings.hpp"

#include <ostream>

namespace leadmill {

int report_problems(const std::vector<config_problem>& problems,
                    std::ostream& err) {
  err << "leadmill: the configuration has " << problems.size()
      << (problems.size() == 1 ? " problem\n" : " problems\n");
  for (const auto& p : problems)
    err << "  " << to_string(p) << '\n';
  return exit_config;
}

} // namespace leadmill
