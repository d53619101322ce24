#include "messages/time.hpp"

#include <chrono>
#include <cstdio>
#include <ctime>

namespace leadmill {

unix_ms system_now() {
  using namespace std::chrono;
  return duration_cast<milliseconds>(system_clock::now().time_since_epoch())
      .count();
}

std::string to_iso(unix_ms time) {
  auto ms = time % 1000;
  auto seconds = static_cast<std::time_t>(time / 1000);
  if (ms < 0) {
    ms += 1000;
    --seconds;
  }
  std::tm utc{};
  gmtime_r(&seconds, &utc);
  char text[64];
  auto n = std::strftime(text, sizeof text, "%Y-%m-%dT%H:%M:%S", &utc);
  auto m =
      std::snprintf(text + n, sizeof text - n, ".%03dZ", static_cast<int>(ms));
  return {text, n + static_cast<std::size_t>(m)};
}

} // namespace leadmill
