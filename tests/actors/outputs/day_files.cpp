#define CAF_SUITE actors_outputs_day_files
#include "actors/outputs/day_files.hpp"

#include <caf/test/unit_test.hpp>

#include "tests/actors/outputs/files.hpp"
#include "tests/actors/outputs/stored_jobs.hpp"
#include "tests/support/scratch.hpp"

using namespace leadmill;
using leadmill::testing::count_of;
using leadmill::testing::full_disk;
using leadmill::testing::put;
using leadmill::testing::text_of;

namespace {

struct fixture : leadmill::testing::stored_jobs {
  std::unique_ptr<day_files> make() {
    daily_summary_options options;
    options.directory = dir.path() / "days";
    options.takes = [](const job&) { return true; };
    return std::make_unique<day_files>(options);
  }

  void note(const job& of) { files->note(of.id, true, find(of.id).seq); }

  std::string text() {
    return text_of(dir.path() / "days" / "summary-2026-01-01.json");
  }

  scratch dir;
  std::unique_ptr<day_files> files = make();
};

} // namespace

CAF_TEST_FIXTURE_SCOPE(day_files_tests, fixture)

CAF_TEST(what was noted is written with the next write) {
  auto a = start(3);
  CAF_CHECK(files->look(*reader, all(), now));
  CAF_CHECK(files->write_all(*reader, now));
  CAF_CHECK(!files->has_work());
  save(a, 0);
  note(a);
  CAF_CHECK(files->has_work());
  CAF_CHECK(files->write_ended(*reader));
  CAF_CHECK_EQUAL(text(), "");
  CAF_CHECK(files->write_all(*reader, now));
  CAF_CHECK_EQUAL(count_of(text(), a.id + "\",\"row\""), 1u);
  CAF_CHECK(!files->has_work());
}

CAF_TEST(what a crash has kept from being written is found) {
  auto a = start(3);
  save(a, 0);
  put(dir.path() / "days" / "summary-2026-01-01.json.part", "half");
  CAF_CHECK(files->look(*reader, all(), now));
  CAF_CHECK(files->has_work());
  CAF_CHECK(files->write_all(*reader, now));
  CAF_CHECK_EQUAL(count_of(text(), a.id + "\",\"row\""), 1u);
  CAF_CHECK_EQUAL(leadmill::testing::names_in(dir.path() / "days").size(), 1u);
}

CAF_TEST(on a full disk the work stays to be done) {
  auto a = start(3);
  CAF_CHECK(files->look(*reader, all(), now));
  save(a, 0);
  note(a);
  {
    full_disk full;
    (void)files->write_all(*reader, now);
  }
  CAF_CHECK(files->has_work());
  CAF_CHECK(files->write_all(*reader, now));
  CAF_CHECK(!files->has_work());
}

CAF_TEST(a person is taken out and the leads of a removed job stay) {
  auto a = start(3);
  CAF_CHECK(files->look(*reader, all(), now));
  save(a, 0);
  save(a, 1);
  note(a);
  CAF_CHECK(files->write_all(*reader, now));
  CAF_CHECK(files->forget(*reader, "k0", {}));
  CAF_CHECK(files->remove(a.id));
  CAF_CHECK_EQUAL(count_of(text(), "\"k0\""), 0u);
  CAF_CHECK_EQUAL(count_of(text(), "\"k1\""), 1u);
}

CAF_TEST_FIXTURE_SCOPE_END()
