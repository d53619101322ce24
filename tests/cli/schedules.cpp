#define CAF_SUITE cli_schedules
#include "cli/schedules.hpp"

#include <fstream>

#include <caf/test/unit_test.hpp>

#include "tests/support/copy.hpp"
#include "tests/support/scratch.hpp"

using namespace leadmill;

namespace {

constexpr unix_ms new_year = 1'767'225'600'000;

struct fixture {
  schedule_config nightly() {
    schedule_config out;
    out.name = "nightly";
    out.when.expression = "0 2 * * *";
    out.file = dir / "leads.csv";
    out.priority = job_priority::high;
    out.tags = {"import"};
    out.max_attempts = 2;
    return out;
  }

  void write(const char* text) {
    std::ofstream{dir / "leads.csv", std::ios::trunc} << text;
  }

  scratch dir;
};

} // namespace

CAF_TEST_FIXTURE_SCOPE(schedules_tests, fixture)

CAF_TEST(a schedule starts by its expression) {
  auto made = make_recurring({nightly()});
  CAF_REQUIRE_EQUAL(made.size(), 1u);
  CAF_CHECK_EQUAL(made[0].name, "nightly");
  CAF_CHECK(made[0].next(new_year) == new_year + 2 * 3'600'000);
}

CAF_TEST(a start has the leads that its file holds then) {
  auto made = make_recurring({nightly()});
  auto missing = made.at(0).make_draft();
  CAF_REQUIRE(!missing);
  CAF_CHECK(missing.error().detail.find("leads.csv") != std::string::npos);
  write("Email\nada@example.com\n");
  auto draft = made.at(0).make_draft();
  CAF_REQUIRE(draft);
  CAF_CHECK_EQUAL(draft->rows.size(), 1u);
  CAF_CHECK(draft->priority == job_priority::high);
  CAF_CHECK_EQUAL(draft->max_attempts, 2u);
  CAF_CHECK(
      (draft->tags == std::vector<std::string>{"import", "schedule:nightly"}));
  write("Email\nada@example.com\ngrace@example.com\n");
  CAF_CHECK_EQUAL(copy(made.at(0).make_draft()->rows.size()), 2u);
}

CAF_TEST(a file without leads is a start without a job) {
  write("Email\n");
  auto empty = make_recurring({nightly()}).at(0).make_draft();
  CAF_REQUIRE(!empty);
  CAF_CHECK(empty.error().detail.find("leads.csv") != std::string::npos);
}

CAF_TEST_FIXTURE_SCOPE_END()
