// The few words of the configuration's types; see config/config.hpp.
#include "config/config.hpp"

#include <algorithm>

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

const std::vector<std::string>& default_steps() {
  static const std::vector<std::string> steps{
      "identity",   "email",     "phone",    "zip", "phone_discovery",
      "age_filter", "line_type", "gatekeep", "dnc", "age"};
  return steps;
}

const char* to_string(declaration_kind value) noexcept {
  switch (value) {
  case declaration_kind::provider:
    return "provider";
  case declaration_kind::source:
    return "source";
  case declaration_kind::destination:
    return "destination";
  }
  return "";
}

std::vector<std::string> known_step_names(const config& value) {
  auto result = default_steps();
  auto add = [&](const std::string& step) {
    if (!step.empty()
        && std::find(result.begin(), result.end(), step) == result.end())
      result.push_back(step);
  };
  for (const auto& provider : value.providers)
    add(provider.step);
  for (const auto& one : value.disabled)
    add(one.step);
  return result;
}

std::vector<std::string> known_output_names(const config& value) {
  std::vector<std::string> result{dashboard_output};
  for (const auto& webhook : value.webhooks)
    result.push_back(webhook.name);
  for (const auto& file : value.exports)
    result.push_back(file.name);
  return result;
}

} // namespace leadmill
