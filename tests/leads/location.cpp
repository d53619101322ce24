#define CAF_SUITE leads_location
#include "leads/location.hpp"

#include <caf/test/unit_test.hpp>

using namespace leadmill;

namespace {

struct sample {
  const char* text;
  place expected;
};

} // namespace

CAF_TEST(locations are taken apart) {
  for (const auto& [text, expected] : std::initializer_list<sample>{
           {"", {}},
           {"San Francisco, California, United States",
            {"San Francisco", "CA", "", "US"}},
           {"Austin, TX 78701", {"Austin", "TX", "78701", ""}},
           {"Austin, tx", {"Austin", "TX", "", ""}},
           {"Austin TX", {"Austin", "TX", "", ""}},
           {"Austin, Texas Metropolitan Area", {"Austin", "TX", "", ""}},
           {"Greater Boston Area", {"Boston", "", "", ""}},
           {"San Francisco Bay Area", {"San Francisco", "", "", ""}},
           {"New York City Metropolitan Area", {"New York", "NY", "", ""}},
           {"New York, United States", {"", "NY", "", "US"}},
           {"Washington, DC", {"Washington", "DC", "", ""}},
           {"Washington DC-Baltimore Area",
            {"Washington DC-Baltimore", "", "", ""}},
           {"Texas", {"", "TX", "", ""}},
           {"CA", {"", "CA", "", ""}},
           {"Chicago", {"Chicago", "", "", ""}},
           {"Ontario, California", {"Ontario", "CA", "", ""}},
           {"Toronto, Ontario, Canada", {"Toronto", "ON", "", "CA"}},
           {"London, England, United Kingdom", {"London", "England", "", "GB"}},
           {"Paris, France", {"Paris", "", "", "FR"}},
           {"Singapore", {"", "", "", "SG"}},
           {"Los Angeles, CA, US", {"Los Angeles", "CA", "", "US"}},
           {", ,", {}},
           {"a, b, c, d", {"c", "d", "", ""}},
       }) {
    CAF_MESSAGE(text);
    auto found = parse_location(text);
    CAF_CHECK_EQUAL(found.city, expected.city);
    CAF_CHECK_EQUAL(found.state, expected.state);
    CAF_CHECK_EQUAL(found.zip, expected.zip);
    CAF_CHECK_EQUAL(found.country, expected.country);
  }
}

CAF_TEST(ZIP codes get back what a spreadsheet took) {
  CAF_CHECK_EQUAL(normalize_zip("78701", "TX"), "78701");
  CAF_CHECK_EQUAL(normalize_zip(" 2108 ", "MA"), "02108");
  CAF_CHECK_EQUAL(normalize_zip("2108.0", "MA"), "02108");
  CAF_CHECK_EQUAL(normalize_zip("601", "PR"), "00601");
  CAF_CHECK_EQUAL(normalize_zip("021081000", "MA"), "02108-1000");
  CAF_CHECK_EQUAL(normalize_zip("02108-1000", "MA"), "02108-1000");
  CAF_CHECK_EQUAL(normalize_zip("2000", "NSW"), "2000");
  CAF_CHECK_EQUAL(normalize_zip("2000", ""), "2000");
  CAF_CHECK_EQUAL(normalize_zip("SW1A  1AA", ""), "SW1A 1AA");
  CAF_CHECK_EQUAL(normalize_zip("", "MA"), "");
}
