#define CAF_SUITE actors_outside_placeholders
#include "actors/outside/placeholders.hpp"

#include <caf/test/unit_test.hpp>

using namespace leadmill;

namespace {

/// The pieces of a template: fields in brackets, others as they are.
std::string pieces(std::string_view text) {
  std::string out;
  while (!text.empty()) {
    auto piece = next_piece(text);
    out += piece.is_field ? "[" + std::string{piece.text} + "]"
                          : std::string{piece.text};
    out += '|';
  }
  return out;
}

} // namespace

CAF_TEST(a field stands in braces) {
  CAF_CHECK_EQUAL(pieces("a{b}c"), "a|[b]|c|");
  CAF_CHECK_EQUAL(pieces("{firstName}{last_name}"), "[firstName]|[last_name]|");
  CAF_CHECK_EQUAL(pieces("{a.b-2}"), "[a.b-2]|");
  CAF_CHECK_EQUAL(pieces(""), "");
}

CAF_TEST(two braces are one) {
  CAF_CHECK_EQUAL(pieces("{{a}"), "{|a}|");
  CAF_CHECK_EQUAL(pieces("{{{a}"), "{|[a]|");
  CAF_CHECK_EQUAL(pieces("{{{{a}"), "{|{|a}|");
  CAF_CHECK_EQUAL(pieces("x{{"), "x|{|");
}

CAF_TEST(JSON may be written as usual) {
  CAF_CHECK_EQUAL(pieces(R"({"a":{"b":"{c}"}})"), R"({"a":|{"b":"|[c]|"}}|)");
  CAF_CHECK_EQUAL(pieces("{}{ }{1}{-a}{a b}{a"), "{}|{ }|{1}|{-a}|{a b}|{a|");
  CAF_CHECK_EQUAL(pieces("{"), "{|");
}

CAF_TEST(every field of a request is found) {
  request_template from;
  from.url = "https://api.example/{a}?x={b}";
  from.query = {{"{no}", "{c}"}};
  from.headers = {{"X", "{d}"}};
  from.body = "{{e} {f}";
  std::string names;
  each_field(from, [&](std::string_view name) { names += name; });
  CAF_CHECK_EQUAL(names, "abcdf");
  CAF_CHECK(has_field("x{a}"));
  CAF_CHECK(!has_field("{{a}"));
}

CAF_TEST(a value is the first of its name or empty) {
  text_pairs values{{"a", "1"}, {"b", ""}, {"a", "2"}};
  CAF_CHECK_EQUAL(value_of(values, "a"), "1");
  CAF_CHECK_EQUAL(value_of(values, "b"), "");
  CAF_CHECK_EQUAL(value_of(values, "c"), "");
}
