#define CAF_SUITE leads_steps
#include "leads/steps.hpp"

#include <string>

#include <caf/test/unit_test.hpp>

#include "tests/support/copy.hpp"

using namespace leadmill;

namespace {

constexpr unix_ms new_year_2026 = 1767225600000;

working_lead take(const row_columns& row) {
  working_lead out;
  take_columns(row, column_plan{row}, new_year_2026, out);
  return out;
}

working_lead run(const row_columns& row,
                 std::initializer_list<const char*> steps) {
  step_context context;
  context.default_region = "US";
  auto lead = take(row);
  for (const auto* name : steps) {
    const auto* step = find_step(name);
    CAF_REQUIRE(step != nullptr);
    step->run(context, lead);
  }
  return lead;
}

} // namespace

CAF_TEST(columns are taken over in the form they must have) {
  auto lead = take({{"Name", " Jane \n Doe "},
                    {"DOB", "5/4/1964"},
                    {"LinkedIn", "http://linkedin.com/in/Jane"},
                    {"Website", "https://www.example.co.uk/x"},
                    {"Country", "England"},
                    {"Line Type", "Wireless"},
                    {"Carrier", "Example Wireless"},
                    {"Location", "Austin, TX"}});
  CAF_CHECK_EQUAL(lead.draft.value(field::name), "Jane Doe");
  CAF_CHECK_EQUAL(lead.draft.value(field::dob_or_age), "1964-05-04");
  CAF_CHECK_EQUAL(lead.draft.value(field::age), "61");
  CAF_CHECK(lead.draft.from(field::age) == origin::local);
  CAF_CHECK_EQUAL(lead.draft.value(field::linkedin_url),
                  "https://www.linkedin.com/in/jane");
  CAF_CHECK_EQUAL(lead.draft.value(field::domain), "example.co.uk");
  CAF_CHECK_EQUAL(lead.draft.value(field::country), "GB");
  CAF_CHECK_EQUAL(lead.draft.value(field::line_type), "mobile");
  CAF_CHECK_EQUAL(lead.draft.value(field::carrier), "Example Wireless");
  CAF_CHECK_EQUAL(lead.location, "Austin, TX");
  CAF_CHECK(!lead.draft.has(field::city));
}

CAF_TEST(a row that says do not call is believed and one that says no is not) {
  CAF_CHECK_EQUAL(copy(take({{"DNC", "yes"}}).draft.value(field::can_contact)),
                  "false");
  CAF_CHECK_EQUAL(copy(take({{"DNC", "yes"}}).draft.value(field::dnc_status)),
                  "YES");
  CAF_CHECK(!take({{"DNC", "no"}}).draft.has(field::dnc_status));
  CAF_CHECK(!take({{"DNC", "no"}}).draft.has(field::can_contact));
}

CAF_TEST(names and places are cleaned and completed) {
  auto lead = run({{"Full Name", "Dr. JANE DOE, MD"},
                   {"Location", "Austin, Texas, United States"}},
                  {"identity"});
  CAF_CHECK_EQUAL(lead.draft.value(field::name), "Jane Doe");
  CAF_CHECK_EQUAL(lead.draft.value(field::first_name), "Jane");
  CAF_CHECK_EQUAL(lead.draft.value(field::last_name), "Doe");
  CAF_CHECK_EQUAL(lead.draft.value(field::city), "Austin");
  CAF_CHECK_EQUAL(lead.draft.value(field::state), "TX");
  CAF_CHECK_EQUAL(lead.draft.value(field::country), "US");
  CAF_CHECK(lead.draft.from(field::name) == origin::input);
  CAF_CHECK(lead.draft.from(field::first_name) == origin::local);
}

CAF_TEST(two columns make a name and each is cleaned) {
  auto lead =
      run({{"First", "Dr. MARY ANN"}, {"Last", "SMITH JR., MD"}}, {"identity"});
  CAF_CHECK_EQUAL(lead.draft.value(field::first_name), "Mary Ann");
  CAF_CHECK_EQUAL(lead.draft.value(field::last_name), "Smith");
  CAF_CHECK_EQUAL(lead.draft.value(field::name), "Mary Ann Smith");
  auto last = run({{"Last", "Doe"}}, {"identity"});
  CAF_CHECK_EQUAL(last.draft.value(field::name), "Doe");
  auto none = run({{"First", "\xf0\x9f\x9a\x80"}}, {"identity"});
  CAF_CHECK(!none.draft.has(field::name));
  CAF_CHECK(!none.draft.has(field::first_name));
}

CAF_TEST(what a column says is not taken from a location) {
  auto lead =
      run({{"City", "DALLAS"}, {"Location", "Austin, Texas"}}, {"identity"});
  CAF_CHECK_EQUAL(lead.draft.value(field::city), "Dallas");
  auto both = run({{"City", "Austin, TX 78701"}}, {"identity"});
  CAF_CHECK_EQUAL(both.draft.value(field::city), "Austin");
  CAF_CHECK_EQUAL(both.draft.value(field::state), "TX");
  CAF_CHECK_EQUAL(both.draft.value(field::zipcode), "78701");
  auto abroad =
      run({{"State", "Victoria"}, {"Country", "Australia"}}, {"identity"});
  CAF_CHECK_EQUAL(abroad.draft.value(field::state), "Victoria");
  auto wa =
      run({{"State", "Washington"}, {"Country", "Australia"}}, {"identity"});
  CAF_CHECK_EQUAL(wa.draft.value(field::state), "Washington");
}

CAF_TEST(an email is normalized or marked and gives the domain) {
  auto good = run({{"E-mail", "Info@Mail.Example.com"}}, {"email"});
  CAF_CHECK_EQUAL(good.draft.value(field::email), "info@mail.example.com");
  CAF_CHECK_EQUAL(good.draft.value(field::domain), "example.com");
  CAF_CHECK_EQUAL(good.draft.value(field::email_role), "true");
  CAF_CHECK_EQUAL(good.draft.value(field::email_free), "false");
  CAF_CHECK_EQUAL(good.draft.value(field::email_status), "valid");
  auto bad = run({{"E-mail", "info@"}}, {"email"});
  CAF_CHECK(!bad.draft.has(field::email));
  CAF_CHECK_EQUAL(bad.draft.value(field::email_status), "invalid");
  auto none = run({{"E-mail", ""}}, {"email"});
  CAF_CHECK(!none.draft.has(field::email_status));
}

CAF_TEST(a phone is read as dialled in the country of its row) {
  auto lead = run({{"Phone", "020 7946 0123"}, {"Country", "UK"}},
                  {"identity", "phone"});
  CAF_CHECK_EQUAL(lead.draft.value(field::phone), "+442079460123");
  CAF_CHECK_EQUAL(lead.draft.value(field::line_type), "landline");
  CAF_CHECK_EQUAL(lead.draft.value(field::phone_country), "GB");
  auto bad = run({{"Phone", "12"}}, {"phone"});
  CAF_CHECK(!bad.draft.has(field::phone));
  CAF_CHECK_EQUAL(bad.draft.value(field::phone_status), "invalid");
}

CAF_TEST(a line type that the row knows is kept) {
  auto lead = run({{"Phone", "212 555 0101"}, {"Line Type", "voip"}},
                  {"phone", "gatekeep"});
  CAF_CHECK_EQUAL(lead.draft.value(field::line_type), "voip");
  CAF_CHECK_EQUAL(lead.filtered, "VoIP");
}

CAF_TEST(the filters stop by age and by phone) {
  CAF_CHECK_EQUAL(run({{"Age", "60"}}, {"age_filter"}).filtered, "Age over 59");
  CAF_CHECK_EQUAL(run({{"Age", "59"}}, {"age_filter"}).filtered, "");
  CAF_CHECK_EQUAL(run({{"Age", "old"}}, {"age_filter"}).filtered, "");
  CAF_CHECK_EQUAL(run({}, {"phone", "gatekeep"}).filtered, "No phone");
  CAF_CHECK_EQUAL(run({{"Tel", "1"}}, {"phone", "gatekeep"}).filtered,
                  "Invalid phone");
  CAF_CHECK_EQUAL(run({{"Tel", "2125550101"}}, {"phone", "gatekeep"}).filtered,
                  "");
}

CAF_TEST(a ZIP code is looked up where none is known) {
  step_context context;
  auto table = zip_table::parse("city,state,zip\nAustin,TX,78701\n", "t");
  CAF_REQUIRE(table.has_value());
  context.zips = *table;
  auto look = [&](const row_columns& row) {
    auto lead = take(row);
    find_step("identity")->run(context, lead);
    find_step("zip")->run(context, lead);
    return lead.draft.value(field::zipcode);
  };
  CAF_CHECK_EQUAL(look({{"City", "Austin"}, {"State", "Texas"}}), "78701");
  CAF_CHECK_EQUAL(look({{"City", "Austin"}, {"State", "TX"}, {"Zip", "78704"}}),
                  "78704");
  CAF_CHECK_EQUAL(
      look({{"City", "Austin"}, {"State", "TX"}, {"Country", "MX"}}), "");
  CAF_CHECK_EQUAL(look({{"City", "Austin"}}), "");
}

CAF_TEST(there is no step of another name) {
  CAF_CHECK(find_step("") == nullptr);
  CAF_CHECK(find_step("dnc") == nullptr);
  CAF_CHECK_EQUAL(step_table().size(), 6u);
}
