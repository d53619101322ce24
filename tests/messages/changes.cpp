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

CAF_TEST(a draft weighs what a search brings and what follows it) {
  job_draft draft;
  auto empty = bytes_of(draft);
  draft.scrape = scrape_plan{"people", std::string(1'000, 'x'), 1, 1};
  CAF_CHECK_GREATER_OR_EQUAL(bytes_of(draft), empty + 1'000);
  draft.then.emplace_back().metadata = std::string(2'000, 'y');
  CAF_CHECK_GREATER_OR_EQUAL(bytes_of(draft), empty + 3'000);
}
