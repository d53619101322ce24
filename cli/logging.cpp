#include "cli/logging.hpp"

#include <spdlog/sinks/stdout_sinks.h>
#include <spdlog/spdlog.h>

namespace leadmill {

void start_logging(const std::string& level) {
  // Tests run one command after the other in one process.
  spdlog::drop("leadmill");
  auto logger = spdlog::stderr_logger_mt("leadmill");
  logger->set_pattern("time=%Y-%m-%dT%H:%M:%S.%eZ level=%l %v",
                      spdlog::pattern_time_type::utc);
  logger->set_level(spdlog::level::from_str(level));
  logger->flush_on(spdlog::level::warn);
  spdlog::set_default_logger(std::move(logger));
}

} // namespace leadmill
