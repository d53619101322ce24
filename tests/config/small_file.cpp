#define CAF_SUITE config_small_file
#include "config/small_file.hpp"

#include <caf/test/unit_test.hpp>

#include "tests/support/scratch.hpp"

using namespace leadmill;

CAF_TEST(a file is read whole with its NUL bytes and line breaks) {
  scratch dir;
  std::string text("a\0b\r\n", 5);
  auto read = read_small_file(dir.write("file", text), 5);
  CAF_REQUIRE(read.has_value());
  CAF_CHECK_EQUAL(*read, text);
  CAF_CHECK_EQUAL(read_small_file(dir.write("empty", ""), 5).value_or("x"), "");
}

CAF_TEST(a file that is too large or missing or a directory is not read) {
  scratch dir;
  CAF_CHECK(!read_small_file(dir.write("file", "123456"), 5));
  CAF_CHECK(!read_small_file(dir.path() / "missing", 5));
  CAF_CHECK(!read_small_file(dir.path(), 5));
}
