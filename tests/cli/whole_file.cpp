#define CAF_SUITE cli_whole_file
#include "cli/whole_file.hpp"

#include <algorithm>
#include <fstream>
#include <iterator>

#include <caf/test/unit_test.hpp>

#include "tests/support/scratch.hpp"

using namespace leadmill;

namespace {

std::size_t files_in(const std::filesystem::path& folder) {
  return static_cast<std::size_t>(
      std::distance(std::filesystem::directory_iterator{folder}, {}));
}

} // namespace

CAF_TEST(what was committed is read back and nothing else is left) {
  scratch folder;
  std::string bytes(300'000, 'x');
  bytes[7] = '\0';
  auto file = whole_file_writer::create(folder.path() / "a");
  CAF_REQUIRE(file);
  CAF_CHECK(file->write(bytes));
  CAF_CHECK(file->commit());
  auto back = read_whole_file(folder.path() / "a", 1 << 20);
  CAF_REQUIRE(back);
  CAF_CHECK(*back == bytes);
  CAF_CHECK_EQUAL(files_in(folder.path()), 1u);
}

CAF_TEST(without a commit the old file stays) {
  scratch folder;
  std::ofstream{folder.path() / "a"} << "old";
  {
    auto file = whole_file_writer::create(folder.path() / "a");
    CAF_REQUIRE(file);
    CAF_CHECK(file->write("new and half"));
    auto meanwhile = read_whole_file(folder.path() / "a", 1 << 20);
    CAF_CHECK_EQUAL(*meanwhile, "old");
  }
  auto after = read_whole_file(folder.path() / "a", 1 << 20);
  CAF_CHECK_EQUAL(*after, "old");
  CAF_CHECK_EQUAL(files_in(folder.path()), 1u);
}

CAF_TEST(a file that is not there is named) {
  scratch folder;
  auto missing = read_whole_file(folder.path() / "nobody.csv", 10);
  CAF_REQUIRE(!missing);
  CAF_CHECK(missing.error().detail.find("nobody.csv") != std::string::npos);
  auto nowhere = whole_file_writer::create(folder.path() / "no" / "where");
  CAF_CHECK(!nowhere);
}

CAF_TEST(a file beyond the bound is refused) {
  scratch folder;
  std::ofstream{folder.path() / "a"} << std::string(1'001, 'x');
  auto refused = read_whole_file(folder.path() / "a", 1'000);
  CAF_REQUIRE(!refused);
  CAF_CHECK(refused.error().code == errc::too_many);
}

CAF_TEST(an empty file is empty text) {
  scratch folder;
  std::ofstream{folder.path() / "a"};
  auto text = read_whole_file(folder.path() / "a", 10);
  CAF_REQUIRE(text);
  CAF_CHECK(text->empty());
}
