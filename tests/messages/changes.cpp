#define CAF_SUITE messages_changes
#include "messages/changes.hpp"

#include <caf/test/unit_test.hpp>

using namespace leadmill;

CAF_TEST(a draft weighs at least what its rows do) {
  job_draft draft;
  auto empty = bytes_of(draft);
  draft.rows = {std::string(1'000, 'x'), std::string(500, 'y')};
  CAF_CHECK_GREATER_OR_EQUAL(bytes_of(draft), empty + 1'500);
  CAF_CHECK_LESS(bytes_of(draft), empty + 2'000);
}
