// A time zone for a test, by its name.
#pragma once

#include <stdexcept>
#include <string>

#include "config/time_zone.hpp"

namespace leadmill {

inline time_zone zone_named(const std::string& name) {
  auto zone = time_zone::find(name);
  if (!zone)
    throw std::runtime_error(name + " " + zone.error().detail);
  return *zone;
}

} // namespace leadmill
