#define CAF_SUITE leads_zip
#include "leads/zip.hpp"

#include <string>

#include <caf/test/unit_test.hpp>

using namespace leadmill;

namespace {

std::string refusal(std::string_view text) {
  auto table = zip_table::parse(text, "zips.csv");
  return table ? "" : table.error().detail;
}

} // namespace

CAF_TEST(a city and its state have a ZIP code) {
  auto table = zip_table::parse("zip,City,state_code\n63103,St. Louis,MO\n"
                                "2108,Boston,MA\n97204,Portland,OR\n"
                                "04101,Portland,ME\n04102,Portland,ME\n"
                                "76102,Fort Worth,Texas\n,Nowhere,TX\nx\n",
                                "zips.csv");
  CAF_REQUIRE(table.has_value());
  CAF_CHECK_EQUAL(table->size(), 5u);
  CAF_CHECK_EQUAL(table->find("saint louis", "mo"), "63103");
  CAF_CHECK_EQUAL(table->find("ST LOUIS", "Missouri"), "63103");
  CAF_CHECK_EQUAL(table->find("Boston", "MA"), "02108");
  CAF_CHECK_EQUAL(table->find("Portland", "ME"), "04101");
  CAF_CHECK_EQUAL(table->find("Portland", "OR"), "97204");
  CAF_CHECK_EQUAL(table->find("Ft. Worth", "TX"), "76102");
  CAF_CHECK_EQUAL(table->find("Portland", ""), "");
  CAF_CHECK_EQUAL(table->find("", "OR"), "");
  CAF_CHECK_EQUAL(table->find("Nowhere", "TX"), "");
  CAF_CHECK_EQUAL(zip_table{}.find("Boston", "MA"), "");
}

CAF_TEST(a table that is none is refused by name) {
  for (auto text :
       {"", "city,state\nBoston,MA\n", "a,b,c\n1,2,3\n", "city,state,zip\n",
        "city,state,zip\nBoston,,\n", "city,state,zip\n\"Boston,MA,1\n",
        "city,state,zip\n\xff\n"})
    CAF_CHECK(refusal(text).find("zips.csv") != std::string::npos);
  auto missing = zip_table::load("/nonexistent/zips.csv");
  CAF_REQUIRE(!missing);
  CAF_CHECK(missing.error().code == errc::invalid_argument);
  CAF_CHECK(missing.error().detail.find("/nonexistent/zips.csv")
            != std::string::npos);
}

CAF_TEST(a folder is no table) { CAF_CHECK(!zip_table::load("/").has_value()); }

CAF_TEST(the sample that ships can be read) {
  auto table = zip_table::load(LEADMILL_SOURCE_DIR "/config/zip_sample.csv");
  CAF_REQUIRE(table.has_value());
  CAF_CHECK(table->size() > 50);
  CAF_CHECK_EQUAL(table->find("Austin", "TX"), "78701");
}
