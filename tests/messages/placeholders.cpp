#define CAF_SUITE messages_placeholders
#include "messages/placeholders.hpp"

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

CAF_TEST(the name of a field begins with a letter) {
  for (auto good : {"a", "Z", "_", "a1", "a-b.c_D"})
    CAF_CHECK_EQUAL(is_placeholder_name(good) ? "" : good, std::string{});
  for (auto bad : {"", "1", "-a", ".a", "a b", "a{", "\xc3\xa9"})
    CAF_CHECK_EQUAL(is_placeholder_name(bad) ? bad : "", std::string{});
  for (auto none : {"", "a", "{", "{}", "{a", "{1}", "{a b}", "x{a}"})
    CAF_CHECK_EQUAL(placeholder_at(none), "");
  CAF_CHECK_EQUAL(placeholder_at("{a-1}{b}"), "a-1");
}

CAF_TEST(the kind of a body is as its header says) {
  request_template from;
  CAF_CHECK(kind_of_body(from) == body_kind::json);
  for (auto [type, kind] :
       {std::pair{"", body_kind::json},
        {"application/json; charset=utf-8", body_kind::json},
        {"application/problem+JSON ", body_kind::json},
        {"Application/x-www-Form-urlencoded;a=b", body_kind::form},
        {"text/xml", body_kind::other},
        {"json/text", body_kind::other}}) {
    from.headers = {{"X-Type", "text/plain"}, {"CONTENT-type", type}};
    CAF_CHECK(kind_of_body(from) == kind);
  }
}

CAF_TEST(the place in JSON is known behind escapes too) {
  json_place place;
  place.read(R"({"a": "b\"c)");
  CAF_CHECK(place.in_quotes() && !place.in_escape());
  place.read("\\");
  CAF_CHECK(place.in_escape());
  place.read("u00");
  CAF_CHECK(place.in_escape());
  place.read("41");
  CAF_CHECK(place.in_quotes() && !place.in_escape());
  place.read(R"(\\")");
  CAF_CHECK(!place.in_quotes());
}
