#define CAF_SUITE messages_document
#include "messages/document.hpp"

#include <caf/test/unit_test.hpp>

#include "messages/job.hpp"
#include "tests/support/copy.hpp"

using namespace leadmill;

namespace {

/// The one value that a text holds, kept with its document.
struct value_of {
  explicit value_of(std::string_view text) {
    auto root = doc.parse(text, "Text");
    CAF_REQUIRE(root.has_value());
    value = *root;
  }

  document doc;
  simdjson::dom::element value;
};

} // namespace

CAF_TEST(a body is an object) {
  document doc;
  CAF_CHECK(doc.parse_object("{}").has_value());
  for (const char* text : {"[]", "1", "null", "", "{"}) {
    auto bad = doc.parse_object(text);
    CAF_REQUIRE(!bad);
    CAF_CHECK(bad.error().code == errc::invalid_argument);
  }
}

CAF_TEST(a short text has bytes but not too many) {
  std::string place;
  value_of good{R"("abc")"};
  CAF_CHECK(!read_short_text(good.value, "filter.tag", 3, place));
  CAF_CHECK_EQUAL(place, "abc");
  for (const char* text : {R"("")", R"("abcd")", "1"}) {
    value_of given{text};
    auto bad = read_short_text(given.value, "filter.tag", 3, place);
    CAF_REQUIRE(bad);
    CAF_CHECK_EQUAL(bad->fields.at(0).pointer, "/filter/tag");
  }
  CAF_CHECK_EQUAL(place, "abc");
}

CAF_TEST(an unknown field is named with whose it is) {
  auto in_body = unknown_field("", "x").value();
  CAF_CHECK_EQUAL(in_body.detail, "The body has an unknown field: x");
  CAF_CHECK_EQUAL(in_body.fields.at(0).pointer, "/x");
  auto in_filter = unknown_field("/filter", "x").value();
  CAF_CHECK_EQUAL(in_filter.detail, "filter has an unknown field: x");
  CAF_CHECK_EQUAL(in_filter.fields.at(0).pointer, "/filter/x");
}

CAF_TEST(a part is refused by its name and its pointer) {
  auto bad = refuse_part("options.tags", "must be an array").value();
  CAF_CHECK(bad.code == errc::invalid_argument);
  CAF_CHECK_EQUAL(bad.detail, "options.tags must be an array");
  CAF_CHECK_EQUAL(bad.fields.at(0).pointer, "/options/tags");
  CAF_CHECK_EQUAL(bad.fields.at(0).detail, bad.detail);
}

CAF_TEST(what is no JSON is refused under the given name) {
  document doc;
  for (auto text : {"", "{", "nul", "{\"a\":\"\\u0000\"}", "\"\xff\""}) {
    auto bad = doc.parse(text, "options");
    CAF_REQUIRE(!bad.has_value());
    CAF_CHECK(copy(bad.error().detail).starts_with("options "));
  }
  CAF_CHECK(doc.parse("{}", "options").has_value());
}

CAF_TEST(a document can be parsed after another) {
  document doc;
  CAF_CHECK(doc.parse("[1]", "A").has_value());
  CAF_CHECK(!doc.parse("[1", "B").has_value());
  CAF_CHECK(doc.parse("{\"a\":1}", "C").has_value());
}

CAF_TEST(numbers are whole and within their bounds) {
  auto number = [](std::string_view text) {
    return read_number(value_of{text}.value, "n", 1, 500);
  };
  CAF_CHECK_EQUAL(copy(*number("1")), 1u);
  CAF_CHECK_EQUAL(copy(*number("500")), 500u);
  for (auto bad : {"0", "501", "-1", "1.5", "1e2", "\"1\"", "null", "true",
                   "4294967297", "18446744073709551615", "[1]"})
    CAF_CHECK(!number(bad).has_value());
  CAF_CHECK_EQUAL(copy(number("0").error().detail),
                  "n must be a whole number from 1 to 500");
}

CAF_TEST(times are texts or milliseconds) {
  auto time = [](std::string_view text) {
    return read_time(value_of{text}.value, "t");
  };
  CAF_CHECK_EQUAL(copy(*time("\"2026-01-01T00:00:00Z\"")), 1767225600000);
  CAF_CHECK_EQUAL(copy(*time("1767225600000")), 1767225600000);
  for (auto bad : {"1767225600", "-1", "1767225600000.5", "\"soon\"", "\"\"",
                   "null", "{}", "1e15", "18446744073709551615"})
    CAF_CHECK(!time(bad).has_value());
}

CAF_TEST(words are of their set) {
  auto word = [](std::string_view text) {
    return read_word(value_of{text}.value, "priority", parse_job_priority,
                     "low, normal, high");
  };
  CAF_CHECK(word("\"high\"").value() == job_priority::high);
  for (auto bad : {"\"HIGH\"", "\"\"", "1", "null"})
    CAF_CHECK_EQUAL(copy(word(bad).error().detail),
                    "priority must be one of: low, normal, high");
}

CAF_TEST(texts flags lists and ids are of their kind) {
  CAF_CHECK_EQUAL(copy(read_text(value_of{"\"a\""}.value, "t").has_value()),
                  true);
  CAF_CHECK(!read_text(value_of{"1"}.value, "t").has_value());
  CAF_CHECK(copy(*read_flag(value_of{"true"}.value, "f")));
  CAF_CHECK(!read_flag(value_of{"\"true\""}.value, "f").has_value());
  CAF_CHECK(!read_flag(value_of{"1"}.value, "f").has_value());
  auto list = read_strings(value_of{"[\"a\",1]"}.value, "options.tags");
  CAF_REQUIRE(!list.has_value());
  CAF_CHECK_EQUAL(list.error().fields.at(0).pointer, "/options/tags/1");
  CAF_CHECK(read_job_id(value_of{"\"scraping-1767225600000-a\""}.value, "jobId")
                .has_value());
  CAF_CHECK(!read_job_id(value_of{"\"../../etc/passwd\""}.value, "jobId")
                 .has_value());
}
