#define CAF_SUITE actors_scraped_rows
#include "actors/scraped_rows.hpp"

#include <caf/test/unit_test.hpp>

#include "messages/json.hpp"

using namespace leadmill;

namespace {

const row_origin origin{"LinkedIn", "navigator", "title: owner",
                        1'767'225'600'000};

} // namespace

CAF_TEST(a row says where it was found behind its own columns) {
  CAF_CHECK_EQUAL(
      with_origin(R"({"Name":"Ada Example","n":1.50,"x":[1,{"y":null}]})",
                  origin),
      R"({"Name":"Ada Example","n":1.50,"x":[1,{"y":null}],)"
      R"("Platform":"LinkedIn","Date Scraped":"2026-01-01",)"
      R"("Search Filter":"title: owner","Source Details":"navigator"})");
}

CAF_TEST(a column that the row has in any spelling stays) {
  auto row = with_origin(R"({"platform":"Site","DATE_SCRAPED":"yesterday",)"
                         R"("search-filter":["a"],"Source Details":7})",
                         origin);
  CAF_CHECK_EQUAL(row, R"({"platform":"Site","DATE_SCRAPED":"yesterday",)"
                       R"("search-filter":["a"],"Source Details":7})");
}

CAF_TEST(a column that is blank is filled in and does not stand twice) {
  auto row = with_origin(
      R"({"platform":null,"Date Scraped":" ","Source Details":""})", origin);
  CAF_CHECK_EQUAL(row, R"({"platform":"LinkedIn","Date Scraped":"2026-01-01",)"
                       R"("Source Details":"navigator",)"
                       R"("Search Filter":"title: owner"})");
}

CAF_TEST(what is no object is left as it is) {
  for (std::string text : {"", "[]", "7", "{", "null", "\"row\""})
    CAF_CHECK_EQUAL(with_origin(text, origin), text);
}

CAF_TEST(a search without words adds no column) {
  auto bare = origin;
  bare.search_filter.clear();
  CAF_CHECK_EQUAL(with_origin("{}", bare),
                  R"({"Platform":"LinkedIn","Date Scraped":"2026-01-01",)"
                  R"("Source Details":"navigator"})");
}

CAF_TEST(a search is put in a few words) {
  CAF_CHECK_EQUAL(search_words(R"({"keywords":"dentist","page":null,"n":3})"),
                  "keywords: dentist; n: 3");
  CAF_CHECK_EQUAL(
      search_words(R"({"states":["TX","OK"],"filters":[{"type":"TITLE",)"
                   R"("values":[{"text":"Owner\n of it","not":false}]}]})"),
      "states: TX, OK; filters: TITLE, Owner of it");
  CAF_CHECK_EQUAL(search_words("{}"), "");
  CAF_CHECK_EQUAL(search_words(R"({"a":[],"b":{},"c":""})"), "");
  CAF_CHECK_EQUAL(search_words("nothing"), "");
}

CAF_TEST(a long search is cut between two characters) {
  std::string params = R"({"q":")";
  for (int i = 0; i < 400; ++i)
    params += "\xc3\xa9";
  auto words = search_words(params + "\"}");
  CAF_CHECK_LESS_OR_EQUAL(words.size(), 303u);
  CAF_CHECK_GREATER_OR_EQUAL(words.size(), 300u);
  CAF_CHECK(is_utf8(words));
  CAF_CHECK(words.ends_with("\xe2\x80\xa6"));
}

CAF_TEST(a search of many members is cut too) {
  std::string params = "{";
  for (int i = 0; i < 5'000; ++i)
    params += (i == 0 ? "\"m" : ",\"m") + std::to_string(i) + "\":[1,2,3]";
  CAF_CHECK_LESS_OR_EQUAL(search_words(params + "}").size(), 303u);
}
