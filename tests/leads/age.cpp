#define CAF_SUITE leads_age
#include "leads/age.hpp"

#include <caf/test/unit_test.hpp>

#include "tests/support/copy.hpp"

using namespace leadmill;

namespace {

constexpr unix_ms new_year_2026 = 1767225600000;

struct sample {
  const char* text;
  int years; // -1: none
  const char* given;
};

} // namespace

CAF_TEST(ages and dates of birth are read in all their spellings) {
  for (const auto& [text, years, given] : std::initializer_list<sample>{
           {"61", 61, "61"},
           {" 61 years", 61, "61"},
           {"61.0", 61, "61"},
           {"61 y/o", 61, "61"},
           {"61 years old", 61, "61"},
           {"0", 0, "0"},
           {"120", 120, "120"},
           {"1964-05-04", 61, "1964-05-04"},
           {"1964-05-04T00:00:00Z", 61, "1964-05-04"},
           {"1964/5/4", 61, "1964-05-04"},
           {"5/4/1964", 61, "1964-05-04"},
           {"05/04/64", 61, "1964-05-04"},
           {"13/4/1964", 61, "1964-04-13"},
           {"04.05.1964", 61, "1964-05-04"},
           {"4 May 1964", 61, "1964-05-04"},
           {"4th May 1964", 61, "1964-05-04"},
           {"May 4, 1964", 61, "1964-05-04"},
           {"Sept. 4, 1964", 61, "1964-09-04"},
           {"1/2/04", 21, "2004-01-02"},
           {"1964", 61, "1964"},
       }) {
    auto found = parse_age(text, new_year_2026);
    CAF_MESSAGE(text);
    CAF_REQUIRE(found.has_value());
    CAF_CHECK_EQUAL(found->years, years);
    CAF_CHECK_EQUAL(found->given, given);
  }
}

CAF_TEST(a birthday counts on its day and not before) {
  CAF_CHECK_EQUAL(copy(parse_age("1966-01-01", new_year_2026)->years), 60);
  CAF_CHECK_EQUAL(copy(parse_age("1966-01-02", new_year_2026)->years), 59);
}

CAF_TEST(what cannot be an age is none) {
  for (auto text :
       {"",
        " ",
        "n/a",
        "unknown",
        "-5",
        "121",
        "45-54",
        "1800",
        "2026",
        "2030-01-01",
        "1964-13-04",
        "1964-02-30",
        "13/13/1964",
        "23499",
        "99999999999999999999",
        "May",
        "4 May",
        "born 1964",
        "61 62",
        "61 dollars",
        "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"}) {
    CAF_MESSAGE(text);
    CAF_CHECK(!parse_age(text, new_year_2026));
  }
}
