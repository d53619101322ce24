#define CAF_SUITE leads_places
#include "leads/places.hpp"

#include <caf/test/unit_test.hpp>

using namespace leadmill;

CAF_TEST(states are known by name and by code) {
  for (auto [text, code] :
       std::initializer_list<std::pair<const char*, const char*>>{
           {"TX", "TX"},
           {"tx", "TX"},
           {" Texas ", "TX"},
           {"NEW YORK", "NY"},
           {"North-Carolina", "NC"},
           {"Calif.", "CA"},
           {"D.C.", "DC"},
           {"District of Columbia", "DC"},
           {"Puerto Rico", "PR"},
           {"Qu\xc3\xa9"
            "bec",
            "QC"},
           {"on", "ON"},
           {"", ""},
           {"T", ""},
           {"XX", ""},
           {"Bavaria", ""},
           {"Texass", ""},
       })
    CAF_CHECK_EQUAL(state_code(text), code);
}

CAF_TEST(provinces are Canadian and states are not) {
  CAF_CHECK(is_canadian("ON"));
  CAF_CHECK(!is_canadian("TX"));
  CAF_CHECK(!is_canadian(""));
}

CAF_TEST(countries are known by name and by code) {
  CAF_CHECK_EQUAL(country_code("United States"), "US");
  CAF_CHECK_EQUAL(country_code("U.S.A."), "US");
  CAF_CHECK_EQUAL(country_code("uk"), "GB");
  CAF_CHECK_EQUAL(country_code("England"), "GB");
  CAF_CHECK_EQUAL(country_code("The Netherlands"), "NL");
  CAF_CHECK_EQUAL(country_code("Atlantis"), "");
  CAF_CHECK_EQUAL(country_code(""), "");
}
