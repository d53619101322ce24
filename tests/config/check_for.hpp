// CAF_CHECK in a loop: a failure shows the case for which it failed.
#pragma once

#include <string>

#include <caf/test/unit_test.hpp>

#define CHECK_FOR(which, ...)                                                  \
  CAF_CHECK_EQUAL((__VA_ARGS__) ? std::string{}                                \
                                : "not for: " + std::string{which},            \
                  std::string{})
