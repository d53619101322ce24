#define CAF_SUITE cli_whole_file
#include "cli/whole_file.hpp"

#include <algorithm>
#include <fstream>
#include <iterator>

#include <caf/test/unit_test.hpp>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include "tests/support/copy.hpp"
#include "tests/support/scratch.hpp"

using namespace leadmill;

namespace {

std::size_t files_in(const std::filesystem::path& folder) {
  return static_cast<std::size_t>(
      std::distance(std::filesystem::directory_iterator{folder}, {}));
}

outcome<bool> write_all(const std::filesystem::path& path,
                        std::string_view text) {
  auto file = whole_file_writer::create(path);
  if (!file)
    return tl::make_unexpected(file.error());
  if (auto written = file->write(text); !written)
    return written;
  return file->commit();
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

CAF_TEST(a link stays and the file that it names is replaced) {
  scratch folder;
  std::filesystem::create_directory(folder / "elsewhere");
  std::ofstream{folder / "elsewhere/a"} << "old";
  std::filesystem::create_symlink("elsewhere/a", folder / "near");
  std::filesystem::create_symlink(folder / "near", folder / "far");
  CAF_CHECK(write_all(folder / "far", "new"));
  CAF_CHECK(std::filesystem::is_symlink(folder / "far"));
  CAF_CHECK(std::filesystem::is_symlink(folder / "near"));
  CAF_CHECK_EQUAL(copy(*read_whole_file(folder / "elsewhere/a", 10)), "new");
  CAF_CHECK_EQUAL(files_in(folder / "elsewhere"), 1u);
}

CAF_TEST(a link to a file that is not there makes that file) {
  scratch folder;
  std::filesystem::create_symlink("a", folder / "link");
  CAF_CHECK(write_all(folder / "link", "new"));
  CAF_CHECK(std::filesystem::is_symlink(folder / "link"));
  CAF_CHECK_EQUAL(copy(*read_whole_file(folder / "a", 10)), "new");
}

CAF_TEST(links that go round in a circle are a problem) {
  scratch folder;
  std::filesystem::create_symlink("b", folder / "a");
  std::filesystem::create_symlink("a", folder / "b");
  auto round = write_all(folder / "a", "new");
  CAF_REQUIRE(!round);
  CAF_CHECK(round.error().detail.find("symbolic links") != std::string::npos);
  CAF_CHECK_EQUAL(files_in(folder.path()), 2u);
}

CAF_TEST(a pipe is written into and stays one) {
  scratch folder;
  auto path = folder / "pipe";
  CAF_REQUIRE_EQUAL(mkfifo(path.c_str(), 0600), 0);
  auto reader = open(path.c_str(), O_RDONLY | O_NONBLOCK | O_CLOEXEC);
  CAF_REQUIRE(reader >= 0);
  CAF_CHECK(write_all(path, "leads"));
  CAF_CHECK(std::filesystem::is_fifo(path));
  char text[10];
  CAF_CHECK_EQUAL(read(reader, text, sizeof text), 5);
  close(reader);
  CAF_CHECK_EQUAL(files_in(folder.path()), 1u);
}

CAF_TEST(a device that takes nothing is a problem and stays one) {
  scratch folder;
  std::filesystem::create_symlink("/dev/full", folder / "full");
  auto full = write_all(folder / "full", "leads");
  CAF_REQUIRE(!full);
  CAF_CHECK(full.error().detail.find("No space left") != std::string::npos);
  CAF_CHECK(std::filesystem::is_character_file(folder / "full"));
}

CAF_TEST(a folder is no file to write) {
  scratch folder;
  std::filesystem::create_directory(folder / "a");
  auto refused = whole_file_writer::create(folder / "a");
  CAF_REQUIRE(!refused);
  CAF_CHECK(refused.error().detail.find("Is a directory") != std::string::npos);
  CAF_CHECK(std::filesystem::is_empty(folder / "a"));
}

CAF_TEST(a file that only its owner may read stays so) {
  scratch folder;
  std::ofstream{folder / "a"} << "old";
  std::filesystem::permissions(folder / "a", std::filesystem::perms{0600});
  CAF_CHECK(write_all(folder / "a", "new"));
  CAF_CHECK(std::filesystem::status(folder / "a").permissions()
            == std::filesystem::perms{0600});
}

CAF_TEST(whether a file can be written is known before and changes nothing) {
  scratch folder;
  CAF_CHECK(check_writable("-"));
  CAF_CHECK(check_writable(folder / "a"));
  CAF_CHECK_EQUAL(files_in(folder.path()), 0u);
  std::ofstream{folder / "a"} << "old";
  CAF_CHECK(check_writable(folder / "a"));
  CAF_CHECK_EQUAL(copy(*read_whole_file(folder / "a", 10)), "old");
  CAF_CHECK(!check_writable(folder.path()));
  auto nowhere = check_writable(folder / "no/where");
  CAF_REQUIRE(!nowhere);
  CAF_CHECK(nowhere.error().detail.find("where: No such") != std::string::npos);
}

CAF_TEST(whether a pipe can be written to is known without its reader) {
  scratch folder;
  auto path = folder / "pipe";
  CAF_REQUIRE_EQUAL(mkfifo(path.c_str(), 0600), 0);
  CAF_CHECK(check_writable(path));
}
