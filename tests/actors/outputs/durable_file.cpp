#define CAF_SUITE actors_outputs_durable_file
#include "actors/outputs/durable_file.hpp"

#include <caf/test/unit_test.hpp>
#include <sys/stat.h>

#include "tests/actors/outputs/faults.hpp"
#include "tests/actors/outputs/files.hpp"
#include "tests/support/scratch.hpp"

using namespace leadmill;
using leadmill::testing::comes_to_its_end;
using leadmill::testing::failing_directory_syncs;
using leadmill::testing::full_disk;
using leadmill::testing::names_in;
using leadmill::testing::put;
using leadmill::testing::text_of;

namespace {

outcome<void> write_whole(const std::filesystem::path& path,
                          const std::string& text) {
  auto file = durable_file::create(path);
  if (!file)
    return tl::make_unexpected(file.error());
  if (auto written = file->write(text); !written)
    return written;
  return file->commit();
}

} // namespace

CAF_TEST(what was committed is there as a whole and nothing else is left) {
  scratch dir;
  auto path = dir.path() / "new" / "a.json";
  std::string large(300'000, 'x');
  auto file = durable_file::create(path);
  CAF_REQUIRE(file);
  CAF_CHECK(file->write("first "));
  CAF_CHECK(file->write(large));
  CAF_CHECK(!std::filesystem::exists(path));
  CAF_CHECK(file->commit());
  CAF_CHECK(text_of(path) == "first " + large);
  CAF_CHECK(names_in(path.parent_path()) == std::vector<std::string>{"a.json"});
}

CAF_TEST(without a commit the old file stays and nothing else is left) {
  scratch dir;
  auto path = dir.path() / "a.json";
  put(path, "old");
  {
    auto file = durable_file::create(path);
    CAF_REQUIRE(file);
    CAF_CHECK(file->write(std::string(300'000, 'x')));
  }
  CAF_CHECK_EQUAL(text_of(path), "old");
  CAF_CHECK_EQUAL(names_in(dir.path()).size(), 1u);
}

CAF_TEST(on a full disk the old file stays and nothing else is left) {
  scratch dir;
  auto path = dir.path() / "a.json";
  put(path, "old");
  for (std::size_t size : {10u, 300'000u}) {
    outcome<void> written;
    {
      full_disk full{5};
      written = write_whole(path, std::string(size, 'x'));
    }
    CAF_REQUIRE(!written);
    CAF_CHECK(written.error().code == errc::unavailable);
    CAF_CHECK_EQUAL(text_of(path), "old");
    CAF_CHECK_EQUAL(names_in(dir.path()).size(), 1u);
  }
  CAF_CHECK(write_whole(path, "new"));
  CAF_CHECK_EQUAL(text_of(path), "new");
}

CAF_TEST(whenever the process dies the old file or the new one is there) {
  scratch dir;
  auto path = dir.path() / "a.json";
  auto fresh = std::string(200'000, 'x');
  for (int nth = 1;; ++nth) {
    CAF_REQUIRE(nth < 100);
    put(path, "old");
    if (comes_to_its_end(nth, [&] { (void)write_whole(path, fresh); })) {
      CAF_CHECK(nth > 4); // write, sync, rename, sync
      break;
    }
    auto text = text_of(path);
    CAF_CHECK(text == "old" || text == fresh);
    remove_unfinished(dir.path());
    CAF_CHECK_EQUAL(names_in(dir.path()).size(), 1u);
  }
  CAF_CHECK(text_of(path) == fresh);
}

CAF_TEST(a name that may not last is a failure though the file is there) {
  scratch dir;
  auto path = dir.path() / "a.json";
  put(path, "old");
  outcome<void> written;
  {
    failing_directory_syncs failing;
    written = write_whole(path, "new");
  }
  CAF_REQUIRE(!written);
  CAF_CHECK(written.error().code == errc::unavailable);
  CAF_CHECK_EQUAL(text_of(path), "new");
  CAF_CHECK_EQUAL(names_in(dir.path()).size(), 1u);
}

CAF_TEST(a directory that vanishes meanwhile is a failure) {
  scratch dir;
  auto path = dir.path() / "new" / "a.json";
  auto file = durable_file::create(path);
  CAF_REQUIRE(file);
  CAF_CHECK(file->write("text"));
  std::filesystem::remove_all(path.parent_path());
  auto written = file->commit();
  CAF_REQUIRE(!written);
  CAF_CHECK(written.error().code == errc::unavailable);
}

CAF_TEST(without file descriptors left a file is not begun) {
  scratch dir;
  rlimit old{};
  getrlimit(RLIMIT_NOFILE, &old);
  auto file = durable_file::create(dir.path() / "a.json");
  CAF_REQUIRE(file);
  CAF_CHECK(file->write("text"));
  outcome<void> written;
  bool begun = true;
  {
    rlimit none{0, old.rlim_max};
    setrlimit(RLIMIT_NOFILE, &none);
    begun = durable_file::create(dir.path() / "b.json").has_value();
    written = file->commit();
    setrlimit(RLIMIT_NOFILE, &old);
  }
  CAF_CHECK(!begun);
  CAF_CHECK(written);
  CAF_CHECK(names_in(dir.path()) == std::vector<std::string>{"a.json"});
}

CAF_TEST(only the owner may read files and their directory) {
  scratch dir;
  auto path = dir.path() / "new" / "a.json";
  CAF_CHECK(write_whole(path, "new"));
  struct stat found{};
  CAF_REQUIRE_EQUAL(stat(path.c_str(), &found), 0);
  CAF_CHECK_EQUAL(found.st_mode & 0777, 0600u);
  CAF_REQUIRE_EQUAL(stat(path.parent_path().c_str(), &found), 0);
  CAF_CHECK_EQUAL(found.st_mode & 0777, 0700u);
}

CAF_TEST(where no directory can be there is no file) {
  scratch dir;
  put(dir.path() / "taken", "a file");
  auto written = write_whole(dir.path() / "taken" / "a.json", "new");
  CAF_REQUIRE(!written);
  CAF_CHECK(written.error().code == errc::unavailable);
  CAF_CHECK(written.error().detail.find("taken") != std::string::npos);
}

CAF_TEST(what a crash has left is removed and nothing else) {
  scratch dir;
  put(dir.path() / "a.json", "whole");
  put(dir.path() / "b.json.part", "ha");
  put(dir.path() / "c.part.json", "whole");
  std::filesystem::create_directory(dir.path() / "d.part");
  remove_unfinished(dir.path());
  CAF_CHECK(names_in(dir.path())
            == (std::vector<std::string>{"a.json", "c.part.json", "d.part"}));
  remove_unfinished(dir.path() / "nowhere");
}

CAF_TEST(where others have files too only what is ours is removed) {
  scratch dir;
  put(dir.path() / "ours.csv.part", "ha");
  put(dir.path() / "theirs.iso.part", "ha");
  remove_unfinished(dir.path(),
                    [](const std::string& name) { return name == "ours.csv"; });
  CAF_CHECK(names_in(dir.path())
            == std::vector<std::string>{"theirs.iso.part"});
}

CAF_TEST(a file may be for others to read) {
  scratch dir;
  auto file = durable_file::create(dir.path() / "a.csv", 0640);
  CAF_REQUIRE(file);
  CAF_CHECK(file->commit());
  struct stat found{};
  CAF_REQUIRE_EQUAL(stat((dir.path() / "a.csv").c_str(), &found), 0);
  CAF_CHECK_EQUAL(found.st_mode & 0700, 0600u);
  CAF_CHECK_EQUAL(found.st_mode & 0007, 0u);
}

CAF_TEST(a file that is removed is gone and one that is not there is too) {
  scratch dir;
  auto path = dir.path() / "a.json";
  put(path, "old");
  CAF_CHECK(remove_durably(path));
  CAF_CHECK(!std::filesystem::exists(path));
  CAF_CHECK(remove_durably(path));
  CAF_CHECK(remove_durably(dir.path() / "nowhere" / "a.json"));
}
