#define CAF_SUITE config_file_tree
#include "config/file_tree.hpp"

#include <caf/test/unit_test.hpp>

#include "config/toml_file.hpp"

using namespace leadmill;

namespace {

// The block `[provider.x]` of a text.
file_table block_of(std::string_view text) {
  auto read = parse_toml(text, "x.toml");
  CAF_REQUIRE(read.problems.empty());
  CAF_REQUIRE_EQUAL(read.trees.size(), 1u);
  const auto& provider = std::get<file_table>(read.trees[0].value.value);
  CAF_REQUIRE_EQUAL(provider.size(), 1u);
  return std::get<file_table>(provider[0].value.value);
}

constexpr auto block = R"([provider.x]
text = "a \"b\" \\ {c} ${D}"
whole = -5
fraction = 2.0
small = 0.25
truth = false
list = ["a", "b"]
"odd key" = { "a.b" = 1, c = [] }

[[provider.x.request]]
url = "https://api.example.com/a/path/that/is/long/enough/for/a/table/{phone}"
gives = { phone = "/p" }

[[provider.x.request]]
name = "second"

[provider.x.request.gives.phone]
each = "/a/pointer/that/makes/this/table/too/long/for/a/line/of/its/own"
at = "/phone"
)";

} // namespace

CAF_TEST(a tree is written as it was read) {
  CAF_CHECK_EQUAL(to_toml(block_of(block), "provider.x"), block);
}

CAF_TEST(what is written can be read again as the same) {
  auto written = to_toml(block_of("[provider.x]\nb = 1e300\na = inf\n"
                                  "z = { y = [ { x = [1, 'q'] }, 2 ] }\n"
                                  "t = [ { a = 1 }, { b = 2 } ]\n"),
                         "provider.x");
  CAF_CHECK_EQUAL(to_toml(block_of(written), "provider.x"), written);
}

CAF_TEST(a tree is JSON without what JSON cannot have) {
  auto table =
      block_of("[provider.x]\na = { \"b c\" = [1, 2.5, true, \"q\"] }\n"
               "d = inf\ne = nan\nf = 1979-05-27\n");
  CAF_CHECK_EQUAL(to_json(file_value{table, ""}),
                  R"({ "a": { "b c": [1, 2.5, true, "q"] }, "d": null, )"
                  R"("e": null, "f": "" })");
}

CAF_TEST(the order of keys is kept whatever their length) {
  auto text = "[provider.x]\na = { long = \"" + std::string(90, 'x')
              + "\" }\nb = 1\n\n[provider.x.c]\nlong = \""
              + std::string(90, 'y') + "\"\n";
  CAF_CHECK_EQUAL(to_toml(block_of(text), "provider.x"), text);
  CAF_CHECK_EQUAL(to_toml(block_of("[provider.x]\n"), "provider.x"),
                  "[provider.x]\n");
}

CAF_TEST(members are found by their name) {
  auto table = block_of("[provider.x]\na = 1\nb = 2\n");
  auto found = find_member(table, "b");
  CAF_REQUIRE(found != nullptr);
  CAF_CHECK_EQUAL(std::get<std::int64_t>(found->value), 2);
  CAF_CHECK_EQUAL(found->where, "x.toml:3");
  CAF_CHECK(find_member(table, "c") == nullptr);
}
