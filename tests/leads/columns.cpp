#define CAF_SUITE leads_columns
#include "leads/columns.hpp"

#include <string>

#include <caf/test/unit_test.hpp>

using namespace leadmill;

namespace {

struct sample {
  const char* name;
  column kind;
};

} // namespace

CAF_TEST(columns are recognized in any case and with any punctuation) {
  for (const auto& [name, kind] : std::initializer_list<sample>{
           {"Name", column::name},
           {"Full Name", column::name},
           {"contact_name", column::name},
           {"Given Name", column::first_name},
           {"firstName", column::first_name},
           {"FIRST_NAME", column::first_name},
           {"Surname", column::last_name},
           {"E-mail", column::email},
           {"E-mail address", column::email},
           {"Work Email", column::email},
           {"Email 1", column::email},
           {"Phone Number", column::phone},
           {"Mobile", column::phone},
           {"Cell", column::phone},
           {"Telephone", column::phone},
           {"phone_2", column::phone},
           {"Primary Phone #", column::phone},
           {"City", column::city},
           {"Province", column::state},
           {"Region", column::state},
           {"State/Province", column::state},
           {"Zip code", column::zip},
           {"Postal code", column::zip},
           {"DOB", column::age},
           {"Date of Birth", column::age},
           {"Age / DOB", column::age},
           {"Company", column::company},
           {"Organization", column::company},
           {"Title", column::job_title},
           {"Position", column::job_title},
           {"LinkedIn URL", column::linkedin_url},
           {"linkedinUrl", column::linkedin_url},
           {"navigationUrl", column::linkedin_url},
           {"profileUrl", column::linkedin_url},
           {"Person Linkedin Url", column::linkedin_url},
           {"\xef\xbb\xbf Email", column::email},
           {"Location", column::location},
           {"Country", column::country},
           {"Website", column::website},
           {"Linetype", column::line_type},
       }) {
    CAF_MESSAGE(name);
    auto found = recognize_column(name);
    CAF_REQUIRE(found.has_value());
    CAF_CHECK(found->kind == kind);
  }
}

CAF_TEST(columns of other things are left alone) {
  for (auto name : {"", " ", "Notes", "Company Phone", "Company City",
                    "User Name", "Phone (original)", "Phone 2024", "Status",
                    "Last Contacted", "12", "Address", "Email Status"}) {
    CAF_MESSAGE(name);
    CAF_CHECK(!recognize_column(name));
  }
}

CAF_TEST(the best column that has a value is read) {
  row_columns row{
      {"Work Phone", "1"}, {"Phone 2", "2"}, {"Phone", "3"}, {"Mobile", "4"}};
  column_plan plan{row};
  CAF_CHECK(plan.fits(row));
  CAF_CHECK_EQUAL(plan.value(row, column::phone), "4");
  row[3].second = " n/a ";
  CAF_CHECK_EQUAL(plan.value(row, column::phone), "3");
  row[2].second = "";
  CAF_CHECK_EQUAL(plan.value(row, column::phone), "1");
  row[0].second = "-";
  CAF_CHECK_EQUAL(plan.value(row, column::phone), "2");
  row[1].second = "null";
  CAF_CHECK_EQUAL(plan.value(row, column::phone), "");
  CAF_CHECK_EQUAL(plan.value(row, column::email), "");
}

CAF_TEST(a plan fits only the columns it was made for) {
  column_plan plan{{{"Name", "a"}, {"Email", "b"}}};
  CAF_CHECK(plan.fits({{"Name", "c"}, {"Email", "d"}}));
  CAF_CHECK(!plan.fits({{"Email", "d"}, {"Name", "c"}}));
  CAF_CHECK(!plan.fits({{"Name", "c"}}));
  CAF_CHECK(!plan.fits({{"Name", "c"}, {"Email", "d"}, {"City", "e"}}));
  CAF_CHECK(!plan.fits({}));
}

CAF_TEST(people may be called Null and Na but not none) {
  row_columns row{{"Last Name", "Null"}};
  CAF_CHECK_EQUAL(column_plan{row}.value(row, column::last_name), "Null");
  row[0].second = "none";
  CAF_CHECK_EQUAL(column_plan{row}.value(row, column::last_name), "");
  row[0].second = "null";
  CAF_CHECK_EQUAL(column_plan{row}.value(row, column::last_name), "");
  row_columns city{{"City", "Null"}};
  CAF_CHECK_EQUAL(column_plan{city}.value(city, column::city), "");
}
