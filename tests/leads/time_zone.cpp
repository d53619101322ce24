#define CAF_SUITE leads_time_zone
#include "leads/time_zone.hpp"

#include <string>

#include <caf/test/unit_test.hpp>

using namespace leadmill;

CAF_TEST(area codes in one zone name it) {
  CAF_CHECK_EQUAL(find_area_code(212).time_zone, "America/New_York");
  CAF_CHECK_EQUAL(find_area_code(212).country, "US");
  CAF_CHECK_EQUAL(find_area_code(312).time_zone, "America/Chicago");
  CAF_CHECK_EQUAL(find_area_code(915).time_zone, "America/Denver");
  CAF_CHECK_EQUAL(find_area_code(602).time_zone, "America/Phoenix");
  CAF_CHECK_EQUAL(find_area_code(604).time_zone, "America/Vancouver");
  CAF_CHECK_EQUAL(find_area_code(604).country, "CA");
  CAF_CHECK_EQUAL(find_area_code(808).time_zone, "Pacific/Honolulu");
}

CAF_TEST(area codes that tell no zone have none) {
  for (auto code :
       {0u, 199u, 850u, 541u, 605u, 807u, 800u, 999u, 1000u, 4294967295u}) {
    CAF_CHECK(find_area_code(code).country.empty());
    CAF_CHECK(find_area_code(code).time_zone.empty());
  }
}

CAF_TEST(countries in one zone name it and others do not) {
  CAF_CHECK_EQUAL(time_zone_of_country("AE"), "Asia/Dubai");
  CAF_CHECK_EQUAL(time_zone_of_country("GB"), "Europe/London");
  CAF_CHECK_EQUAL(time_zone_of_country("IN"), "Asia/Kolkata");
  CAF_CHECK_EQUAL(time_zone_of_country("ZA"), "Africa/Johannesburg");
  for (auto country : {"US", "CA", "AU", "RU", "BR", "", "ZZ", "us"})
    CAF_CHECK_EQUAL(time_zone_of_country(country), "");
}

CAF_TEST(the table of countries is sorted so that each is found) {
  for (auto country :
       {"AE", "AT", "BD", "BE", "BG", "BO", "CH", "CO", "CR", "CZ", "DE", "DK",
        "DO", "DZ", "EE", "EG", "FI", "FR", "GB", "GH", "GR", "GT", "GU", "HK",
        "HR", "HU", "IE", "IL", "IN", "IS", "IT", "JM", "JP", "KE", "KR", "KW",
        "LK", "LT", "LU", "LV", "MA", "MT", "MY", "NG", "NL", "NO", "PA", "PE",
        "PH", "PK", "PL", "PR", "QA", "RO", "RS", "SA", "SE", "SG", "SI", "SK",
        "SV", "TH", "TN", "TR", "TW", "UY", "VE", "VI", "VN", "ZA"}) {
    CAF_MESSAGE(country);
    CAF_CHECK(!time_zone_of_country(country).empty());
  }
}
