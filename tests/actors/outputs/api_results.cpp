#define CAF_SUITE actors_outputs_api_results
#include "actors/outputs/api_results.hpp"

#include <caf/test/unit_test.hpp>

#include "tests/actors/outputs/files.hpp"
#include "tests/actors/outputs/stored_jobs.hpp"
#include "tests/support/copy.hpp"
#include "tests/support/scratch.hpp"

using namespace leadmill;
using leadmill::testing::full_disk;
using leadmill::testing::names_in;
using leadmill::testing::put;
using leadmill::testing::text_of;

namespace {

struct fixture : leadmill::testing::stored_jobs {
  void write(const job& of) {
    files.note(of.id, false, of.seq);
    CAF_CHECK(files.write_ended(*reader));
  }

  /// As a new process would.
  void restart() {
    files = api_results{path()};
    CAF_CHECK(files.look(*reader, all(), now));
    CAF_CHECK(files.write_all(*reader, now));
  }

  std::filesystem::path path() { return dir.path() / "api-results"; }

  scratch dir;
  api_results files{path()};
};

} // namespace

CAF_TEST_FIXTURE_SCOPE(api_results_tests, fixture)

CAF_TEST(nothing unchecked becomes part of a file name) {
  auto done = scrape(1, "../../etc/Passwd");
  write(done);
  CAF_REQUIRE_EQUAL(names_in(path()).size(), 1u);
  CAF_CHECK_EQUAL(copy(names_in(path())[0]),
                  "20260101T100000Z-source-" + done.id + ".json");
}

CAF_TEST(a job that was done again after a retry has one file of its last end) {
  auto done = scrape(2);
  write(done);
  auto old = "20250101T000000Z-directory-" + done.id + ".json";
  put(path() / old, "old");
  restart();
  CAF_REQUIRE_EQUAL(names_in(path()).size(), 1u);
  CAF_CHECK(names_in(path())[0].starts_with("20260101T100000Z-"));
  std::filesystem::rename(path() / names_in(path())[0], path() / old);
  restart();
  CAF_REQUIRE_EQUAL(names_in(path()).size(), 1u);
  CAF_CHECK(names_in(path())[0].starts_with("20260101T100000Z-"));
}

CAF_TEST(the file of a job that was removed while nobody looked goes too) {
  auto done = scrape(2);
  write(done);
  put(path() / "by-hand.json", "stays");
  remove_all();
  restart();
  CAF_CHECK(names_in(path()) == std::vector<std::string>{"by-hand.json"});
  CAF_CHECK(!files.has_work());
}

CAF_TEST(what is asked before it has looked is done all the same) {
  auto done = scrape(2);
  write(done);
  files = api_results{path()};
  CAF_CHECK(files.forget(*reader, "s0", {}));
  CAF_CHECK(text_of(path() / names_in(path())[0]).find("\"s0\"")
            == std::string::npos);
  CAF_CHECK(files.remove(done.id));
  CAF_CHECK(names_in(path()).empty());
}

CAF_TEST_FIXTURE_SCOPE_END()
