// The few words of the configuration's types; see config/config.hpp.
#include "config/config.hpp"

namespace leadmill {

const char* to_string(deployment value) noexcept {
  return value == deployment::production ? "production" : "development";
}

std::string to_string(const endpoint& value) {
  auto bracketed = value.host.find(':') != std::string::npos;
  auto host = bracketed ? "[" + value.host + "]" : value.host;
  return host + ":" + std::to_string(value.port);
}

const std::vector<std::string>& local_steps() {
  static const std::vector<std::string> steps{
      "identity", "email", "phone", "zip", "age_filter", "gatekeep"};
  return steps;
}

} // namespace leadmill
