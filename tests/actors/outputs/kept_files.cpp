#define CAF_SUITE actors_outputs_kept_files
#include "actors/outputs/kept_files.hpp"

#include <caf/test/unit_test.hpp>

#include "tests/actors/outputs/files.hpp"
#include "tests/support/scratch.hpp"

using namespace leadmill;
using leadmill::testing::put;

CAF_TEST(files are listed in order and nothing else is) {
  scratch dir;
  put(dir.path() / "b", "");
  put(dir.path() / "a", "");
  put(dir.path() / "c" / "d", "");
  CAF_CHECK(files_in(dir.path())
            == (std::vector{dir.path() / "a", dir.path() / "b"}));
  CAF_CHECK(files_in(dir.path() / "nowhere").empty());
}

CAF_TEST(of several problems the first is kept) {
  outcome<void> first;
  keep_first(first, {});
  CAF_CHECK(first);
  keep_first(first, fail(errc::unavailable, "one"));
  keep_first(first, {});
  keep_first(first, fail(errc::unavailable, "two"));
  CAF_REQUIRE(!first);
  CAF_CHECK_EQUAL(first.error().detail, "one");
}
