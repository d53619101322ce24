#define CAF_SUITE leads_filters
#include "leads/filters.hpp"

#include <string>

#include <caf/test/unit_test.hpp>

using namespace leadmill;

CAF_TEST(only those over the highest age are stopped) {
  CAF_CHECK_EQUAL(age_filter(58, 59), "");
  CAF_CHECK_EQUAL(age_filter(59, 59), "");
  CAF_CHECK_EQUAL(age_filter(60, 59), "Age over 59");
  CAF_CHECK_EQUAL(age_filter(1, 0), "Age over 0");
}

CAF_TEST(the gate stops what cannot be called) {
  junk_list junk{{"Bandwidth", "Onvoy, LLC", "", " - "}};
  auto stop = [&](bool has, bool invalid, line_type type,
                  std::string_view carrier) {
    return gatekeep({has, invalid, type, carrier}, junk);
  };
  CAF_CHECK_EQUAL(stop(false, false, line_type::unknown, ""), "No phone");
  CAF_CHECK_EQUAL(stop(false, true, line_type::unknown, ""), "Invalid phone");
  CAF_CHECK_EQUAL(stop(true, false, line_type::voip, ""), "VoIP");
  CAF_CHECK_EQUAL(stop(true, false, line_type::landline, ""), "Landline");
  CAF_CHECK_EQUAL(stop(true, false, line_type::mobile, "BANDWIDTH.COM CLEC"),
                  "Junk carrier");
  CAF_CHECK_EQUAL(stop(true, false, line_type::unknown, "onvoy llc"),
                  "Junk carrier");
}

CAF_TEST(the gate lets pass what may be called) {
  junk_list junk{{"Bandwidth", ""}};
  for (auto type : {line_type::unknown, line_type::mobile,
                    line_type::fixed_or_mobile, line_type::toll_free})
    for (auto carrier : {"", "Verizon Wireless"})
      CAF_CHECK_EQUAL(gatekeep({true, false, type, carrier}, junk), "");
}

CAF_TEST(an empty list matches nothing) {
  CAF_CHECK(!junk_list{{}}.matches("anything"));
  CAF_CHECK(!junk_list{{""}}.matches("anything"));
  CAF_CHECK(!junk_list{{"x"}}.matches(""));
}
