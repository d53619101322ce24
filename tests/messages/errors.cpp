#define CAF_SUITE messages_errors
#include "messages/errors.hpp"

#include <set>
#include <string>

#include <caf/test/unit_test.hpp>

using namespace leadmill;

CAF_TEST(every code has a name of its own and none is zero) {
  std::set<std::string> names;
  auto last = static_cast<int>(errc::internal);
  for (int code = 1; code <= last; ++code)
    names.insert(to_string(static_cast<errc>(code)));
  CAF_CHECK_EQUAL(names.size(), static_cast<std::size_t>(last));
}

CAF_TEST(fail makes any outcome a problem) {
  outcome<int> number = fail(errc::not_found, "Job not found");
  CAF_REQUIRE(!number);
  CAF_CHECK(number.error().code == errc::not_found);
  CAF_CHECK_EQUAL(number.error().detail, "Job not found");
}
