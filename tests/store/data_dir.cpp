#define CAF_SUITE store_data_dir
#include "store/data_dir.hpp"

#include <fstream>
#include <string>

#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <caf/test/unit_test.hpp>

#include "tests/support/scratch.hpp"

using namespace leadmill;

namespace {

struct fixture {
  scratch dir;
  std::filesystem::path data = dir / "a" / "data";
};

bool says(const problem& what, const std::string& part) {
  return what.detail.find(part) != std::string::npos;
}

} // namespace

CAF_TEST_FIXTURE_SCOPE(data_dir_tests, fixture)

CAF_TEST(the directory is made for its owner alone) {
  auto held = data_dir::open(data / "", "leadmill serve");
  CAF_REQUIRE(held.has_value());
  struct stat info{};
  CAF_REQUIRE_EQUAL(::stat(data.c_str(), &info), 0);
  CAF_CHECK_EQUAL(info.st_mode & 0777u, 0700u);
  CAF_CHECK_EQUAL(held->database().filename().string(), "leadmill.db");
  CAF_CHECK(std::filesystem::equivalent(held->database().parent_path(), data));
}

CAF_TEST(a second one is refused and told by whom) {
  auto held = data_dir::open(data, "leadmill serve\non port 8288");
  CAF_REQUIRE(held.has_value());
  auto second = data_dir::open(data, "leadmill enrich");
  CAF_REQUIRE(!second);
  CAF_CHECK(second.error().code == errc::conflict);
  CAF_CHECK(says(second.error(), "leadmill serve on port 8288"));
  CAF_CHECK(says(second.error(), "pid " + std::to_string(::getpid())));
  CAF_CHECK(says(second.error(), "--server"));
  CAF_CHECK(says(second.error(), data.string()));
}

CAF_TEST(another process is refused too and gets it once it is free) {
  auto held = data_dir::open(data, "leadmill serve");
  CAF_REQUIRE(held.has_value());
  int gate[2];
  CAF_REQUIRE_EQUAL(::pipe(gate), 0);
  auto child = ::fork();
  if (child == 0) {
    // The lock belongs to the open file, which a fork shares.
    ::close(gate[1]);
    auto mine = data_dir::open(data, "child");
    if (mine || mine.error().code != errc::conflict)
      ::_exit(1);
    {
      auto inherited = std::move(held);
    }
    char byte = 0;
    (void)!::read(gate[0], &byte, 1);
    ::_exit(data_dir::open(data, "child") ? 0 : 2);
  }
  ::close(gate[0]);
  {
    auto released = std::move(*held);
  }
  CAF_CHECK_EQUAL(::write(gate[1], "x", 1), 1);
  ::close(gate[1]);
  int status = 0;
  CAF_REQUIRE_EQUAL(::waitpid(child, &status, 0), child);
  CAF_CHECK(WIFEXITED(status));
  CAF_CHECK_EQUAL(WEXITSTATUS(status), 0);
}

CAF_TEST(it is free again after its holder is gone or was killed) {
  auto child = ::fork();
  if (child == 0) {
    auto held = data_dir::open(data, "a description that is rather long");
    ::_exit(held ? 0 : 1);
  }
  int status = 0;
  CAF_REQUIRE_EQUAL(::waitpid(child, &status, 0), child);
  CAF_CHECK_EQUAL(WEXITSTATUS(status), 0);
  for (int i = 0; i < 2; ++i) {
    auto held = data_dir::open(data, "short");
    CAF_REQUIRE(held.has_value());
    std::ifstream file{data / "lock"};
    std::string text;
    std::getline(file, text);
    CAF_CHECK_EQUAL(text, "short (pid " + std::to_string(::getpid()) + ")");
    CAF_CHECK(!std::getline(file, text));
  }
}

CAF_TEST(moving it moves the lock) {
  auto held = data_dir::open(data, "one");
  CAF_REQUIRE(held.has_value());
  {
    data_dir moved = std::move(*held);
    CAF_CHECK(!data_dir::open(data, "two"));
    data_dir other = data_dir::open(dir / "b", "three").value();
    other = std::move(moved);
    CAF_CHECK(!data_dir::open(data, "two"));
  }
  CAF_CHECK(data_dir::open(data, "two").has_value());
  CAF_CHECK(data_dir::open(dir / "b", "two").has_value());
}

CAF_TEST(what is no directory is refused with its name) {
  auto file = dir / "file";
  std::ofstream{file} << "x";
  for (const auto& bad : {file, file / "below"}) {
    auto refused = data_dir::open(bad, "one");
    CAF_REQUIRE(!refused);
    CAF_CHECK(refused.error().code == errc::unavailable);
    CAF_CHECK(says(refused.error(), file.string()));
  }
}

CAF_TEST_FIXTURE_SCOPE_END()
