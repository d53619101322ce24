#define CAF_SUITE net_query
#include "net/query.hpp"

#include <string>

#include <caf/test/unit_test.hpp>

#include "tests/support/copy.hpp"

using namespace leadmill;

namespace {

query_params read(std::string_view raw) {
  auto out = query_params::parse(raw);
  CAF_REQUIRE(out.has_value());
  return *out;
}

} // namespace

CAF_TEST(percent escapes and plus signs are decoded) {
  auto q = read("a=1%202&b=x+y&c=%C3%A9&d&=e&&f=1%2B1=2");
  CAF_CHECK_EQUAL(q.text("a"), "1 2");
  CAF_CHECK_EQUAL(q.text("b"), "x y");
  CAF_CHECK_EQUAL(q.text("c"), "\xc3\xa9");
  CAF_CHECK(q.find("d") != nullptr);
  CAF_CHECK_EQUAL(q.text("f"), "1+1=2");
  CAF_CHECK(q.find("g") == nullptr);
}

CAF_TEST(broken escapes and bytes that are no text are refused) {
  for (auto bad : {"a=%", "a=%4", "a=%zz", "%4=a", "a=%00", "a=%ff", "a=%c3",
                   "a=%ed%a0%80", "a=%-1"})
    CAF_CHECK(!query_params::parse(bad).has_value());
}

CAF_TEST(a parameter that comes twice is refused by its name) {
  auto q = query_params::parse("limit=1&limit=1");
  CAF_REQUIRE(!q.has_value());
  CAF_CHECK_EQUAL(q.error().fields.at(0).pointer, "/limit");
  CAF_CHECK(!query_params::parse("a%2Fb=1&a/b=2").has_value());
  CAF_CHECK_EQUAL(
      copy(query_params::parse("~/=1&~/=2").error().fields[0].pointer),
      "/~0~1");
}

CAF_TEST(numbers are whole and within their bounds) {
  auto number = [](std::string_view text) {
    return read("n=" + std::string{text}).number("n", 1, 500);
  };
  CAF_CHECK_EQUAL(copy(number("1")->value()), 1u);
  CAF_CHECK_EQUAL(copy(number("500")->value()), 500u);
  for (auto bad : {"0", "501", "", "-1", "1.5", "1e2", "0x10", "%201", "1%20",
                   "%2B1", "18446744073709551616", "ten"})
    CAF_CHECK(!number(bad).has_value());
  CAF_CHECK(!read("").number("n", 1, 500)->has_value());
}

CAF_TEST(flags are true or false) {
  CAF_CHECK_EQUAL(copy(read("f=true").flag("f").value()), true);
  CAF_CHECK_EQUAL(copy(read("f=false").flag("f").value()), false);
  CAF_CHECK_EQUAL(copy(read("").flag("f").value()), false);
  for (auto bad : {"f=", "f", "f=1", "f=TRUE"})
    CAF_CHECK(!read(bad).flag("f").has_value());
}

CAF_TEST(times are read or refused by their name) {
  CAF_CHECK_EQUAL(copy(read("t=2026-01-01").time("t").value()), 1767225600000);
  CAF_CHECK_EQUAL(copy(read("").time("t").value()), 0);
  auto bad = read("t=yesterday").time("t");
  CAF_REQUIRE(!bad);
  CAF_CHECK_EQUAL(bad.error().fields.at(0).pointer, "/t");
}

CAF_TEST(a target is a path and its query whatever its form) {
  CAF_CHECK_EQUAL(copy(parse_target("/a/b?c=d")->path), "/a/b");
  CAF_CHECK_EQUAL(copy(parse_target("/a%2Fb")->path), "/a/b");
  CAF_CHECK_EQUAL(copy(parse_target("/a+b")->path), "/a+b");
  CAF_CHECK_EQUAL(copy(parse_target("http://h:1/livez?x=1")->path), "/livez");
  CAF_CHECK_EQUAL(std::string{parse_target("http://h?x=1")->query.text("x")},
                  "1");
  CAF_CHECK_EQUAL(copy(parse_target("http://h")->path), "/");
  CAF_CHECK_EQUAL(copy(parse_target("/a#b?c")->path), "/a");
  CAF_CHECK_EQUAL(copy(parse_target("*")->path), "*");
  for (auto bad : {"a", "host:80", "/%", "/%00", "/\xff", "/%ff", "", "?a"})
    CAF_CHECK(!parse_target(bad).has_value() || parse_target(bad)->path == "/");
  CAF_CHECK(!parse_target("host:80").has_value());
}
