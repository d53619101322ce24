#include "net/access_log.hpp"

#include <spdlog/spdlog.h>

namespace leadmill {

void log_request(std::string_view method, std::string_view route, int status) {
  spdlog::debug("event=request method={} route={} status={}", method, route,
                status);
}

void log_listening(std::string_view host, unsigned port) {
  spdlog::info("event=listening host={} port={}", host, port);
}

void log_trouble(std::string_view what, std::string_view reason) {
  spdlog::warn("event={} reason=\"{}\"", what, reason);
}

} // namespace leadmill
