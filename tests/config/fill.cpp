#define CAF_SUITE config_fill
#include "config/fill.hpp"

#include <caf/test/unit_test.hpp>

#include "tests/config/check_for.hpp"
#include "tests/support/scratch.hpp"

using namespace leadmill;

namespace {

const std::string odd = R"(a b/&?"\{x})";

// The template with its variables put in.
std::string filled(std::string_view text, template_place place,
                   const variables& environment = {{"S", odd}}) {
  auto pieces = take_apart(text, lone_brace::is_itself);
  CAF_REQUIRE(pieces.has_value());
  template_filler filler{environment};
  return put_together(filler.fill(*pieces, place));
}

} // namespace

CAF_TEST(a value is encoded for its place) {
  const std::string encoded = "a%20b%2F%26%3F%22%5C%7Bx%7D";
  CAF_CHECK_EQUAL(filled("https://h/p?k=${S}&{q}", template_place::url),
                  "https://h/p?k=" + encoded + "&{q}");
  CAF_CHECK_EQUAL(filled("k=${S}", template_place::form), "k=" + encoded);
  CAF_CHECK_EQUAL(filled("B ${S}", template_place::plain), R"(B a b/&?"\{{x})");
  CAF_CHECK_EQUAL(filled(R"({"k": "${S}"})", template_place::json),
                  R"({{"k": "a b/&?\"\\{{x}"})");
}

CAF_TEST(what comes before the path of a URL is put in as it is) {
  variables some{
      {"BASE", "https://h:1/v1"}, {"HOST", "h.example"}, {"P", "a/b"}};
  CAF_CHECK_EQUAL(filled("${BASE}/x/${P}", template_place::url, some),
                  "https://h:1/v1/x/a%2Fb");
  CAF_CHECK_EQUAL(filled("https://${HOST}/${P}", template_place::url, some),
                  "https://h.example/a%2Fb");
  CAF_CHECK_EQUAL(filled("https://${HOST}?${P}", template_place::url, some),
                  "https://h.example?a%2Fb");
}

CAF_TEST(outside of quotes JSON takes a value as it is) {
  variables some{{"N", "7"}, {"S", "\"\n"}};
  CAF_CHECK_EQUAL(
      filled(R"([${N}, "${N}\"${S}", ${N}])", template_place::json, some),
      R"([7, "7\"\"\n", 7])");
}

CAF_TEST(a value that is a placeholder or a variable is neither) {
  CAF_CHECK_EQUAL(filled("${S}", template_place::plain, {{"S", "{x}${Y}"}}),
                  "{{x}${{Y}");
}

CAF_TEST(what is not set is known once and the form stays good) {
  scratch dir;
  variables some{{"EMPTY", ""}, {"FILE_FILE", dir.write("f", "\n")}};
  template_filler filler{some};
  auto fill = [&](std::string_view text, template_place place) {
    auto pieces = take_apart(text, lone_brace::is_itself);
    CAF_REQUIRE(pieces.has_value());
    return put_together(filler.fill(*pieces, place));
  };
  CAF_CHECK_EQUAL(fill("${B}/{x}/${A}", template_place::url),
                  "https://unset.example/{x}/x");
  CAF_CHECK_EQUAL(fill(R"([${A}, "${EMPTY}"])", template_place::json),
                  R"([0, "x"])");
  CAF_CHECK_EQUAL(fill("${FILE}", template_place::plain), "x");
  CAF_CHECK_EQUAL(filler.missing(),
                  (std::vector<std::string>{"B", "A", "EMPTY", "FILE"}));
  CAF_CHECK(filler.faults().empty());
}

CAF_TEST(a variable that is set wrongly is told once) {
  variables some{{"A", "1"}, {"A_FILE", "x"}, {"B", "2"}};
  template_filler filler{some};
  auto pieces = take_apart("${A}${A}${B}${C}", lone_brace::is_mistake);
  CAF_REQUIRE(pieces.has_value());
  filler.fill(*pieces, template_place::plain);
  CAF_CHECK_EQUAL(filler.faults().size(), 1u);
  CAF_CHECK_EQUAL(filler.missing(), std::vector<std::string>{"C"});
  CAF_CHECK_EQUAL(filler.place_of("B"), "B");
  for (auto none : {"A", "C", "D"})
    CHECK_FOR(none, filler.place_of(none).empty());
}

CAF_TEST(the host of a URL ends where its path or query begins) {
  for (auto in : {"", "https:", "https://", "https://h", "https://h:1", "/a"})
    CHECK_FOR(in, !is_behind_host(in));
  for (auto behind : {"https://h/", "https://h?", "https://h#", "http://h/a"})
    CHECK_FOR(behind, is_behind_host(behind));
}
