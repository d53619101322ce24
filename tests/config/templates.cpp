#define CAF_SUITE config_templates
#include "config/templates.hpp"

#include <caf/test/unit_test.hpp>

#include "tests/config/check_for.hpp"

using namespace leadmill;

namespace {

using kind = written_piece::kind;

// "text <placeholder> [variable]", or what is wrong.
std::string pieces_of(std::string_view text,
                      lone_brace lone = lone_brace::is_mistake) {
  auto pieces = take_apart(text, lone);
  if (!pieces)
    return "wrong: " + pieces.error();
  std::string result;
  for (const auto& piece : *pieces)
    result += piece.what == kind::text          ? piece.text
              : piece.what == kind::placeholder ? "<" + piece.text + ">"
                                                : "[" + piece.text + "]";
  return result;
}

} // namespace

CAF_TEST(a template is taken apart) {
  CAF_CHECK_EQUAL(pieces_of(""), "");
  CAF_CHECK_EQUAL(pieces_of("a{b}c${D}"), "a<b>c[D]");
  CAF_CHECK_EQUAL(pieces_of("{b}{c.d-e_1}${D}${E}"), "<b><c.d-e_1>[D][E]");
  CAF_CHECK_EQUAL(pieces_of("{{b}} $${D} $5 }"), "{b}} ${D} $5 }");
  CAF_CHECK_EQUAL(pieces_of("{{{b}"), "{<b>");
  CAF_CHECK_EQUAL(pieces_of("$$${D}"), "$${D}");
}

CAF_TEST(a brace that begins nothing is a mistake but in JSON) {
  for (auto bad : {"{", "a{", "{}", "{ b}", "{1}", "{b c}", "{\"a\"}", "{b"}) {
    CHECK_FOR(bad, pieces_of(bad).starts_with("wrong: has a { that "));
    CAF_CHECK_EQUAL(pieces_of(bad, lone_brace::is_itself), bad);
  }
  CAF_CHECK_EQUAL(pieces_of(R"({"a": {"b": {c}}})", lone_brace::is_itself),
                  R"({"a": {"b": <c>}})");
}

CAF_TEST(a variable has a name and an end) {
  for (auto bad : {"${", "${A", "${}", "${1}", "${A B}", "${a-b}"})
    for (auto lone : {lone_brace::is_mistake, lone_brace::is_itself})
      CHECK_FOR(bad, pieces_of(bad, lone).starts_with("wrong: has a ${ that "));
}

CAF_TEST(what is put together is taken apart as it was) {
  for (auto text :
       {"a{b}c", "{{b}", "{{{b}}", R"({"a": {{"b": {c}}})", "}}{{", "{{{{"}) {
    auto pieces = take_apart(text, lone_brace::is_itself);
    CAF_REQUIRE(pieces.has_value());
    auto again = take_apart(put_together(*pieces), lone_brace::is_itself);
    CHECK_FOR(text, again.has_value() && *again == *pieces);
  }
  // Who renders it knows no variables any more.
  CAF_CHECK_EQUAL(put_together({{kind::text, "${A}"}}), "${{A}");
  // What a variable held is no placeholder.
  written_pieces pieces{{kind::text, "{phone}"}, {kind::placeholder, "a"}};
  CAF_CHECK_EQUAL(put_together(pieces), "{{phone}{a}");
  CAF_CHECK_EQUAL(pieces_of(put_together(pieces)), "{phone}<a>");
}

CAF_TEST(placeholders are named once) {
  auto pieces = take_apart("{b}{a}{b}", lone_brace::is_mistake);
  CAF_REQUIRE(pieces.has_value());
  auto names = placeholders_of(*pieces);
  CAF_CHECK_EQUAL(names, (std::vector<std::string>{"b", "a"}));
}
