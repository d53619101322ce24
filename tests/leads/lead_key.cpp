#define CAF_SUITE leads_lead_key
#include "leads/lead_key.hpp"

#include <set>
#include <string>

#include <caf/test/unit_test.hpp>

using namespace leadmill;

CAF_TEST(a key is the same in every version and on every machine) {
  // printf 'email\njane@example.com' | sha256sum | cut -c-32
  CAF_CHECK_EQUAL(lead_key({"", "jane@example.com", "", ""}, ""),
                  "04002f7de0d9ec080862a1e525a994c5");
}

CAF_TEST(the best mark that is known decides) {
  identity_marks all{"https://www.linkedin.com/in/jane", "jane@example.com",
                     "Jane Doe", "+12125550101"};
  auto key = lead_key(all, "row");
  CAF_CHECK_EQUAL(key.size(), 32u);
  CAF_CHECK_EQUAL(key, lead_key({all.linkedin_url, "other", "x", "y"}, "z"));
  auto by_email = lead_key({"", all.email, all.name, all.phone}, "row");
  CAF_CHECK_EQUAL(by_email, lead_key({"", all.email, "x", "y"}, "z"));
  auto by_phone = lead_key({"", "", all.name, all.phone}, "row");
  CAF_CHECK_EQUAL(by_phone, lead_key({"", "", "JANE DOE", all.phone}, "z"));
  auto by_row = lead_key({"", "", all.name, ""}, "row");
  CAF_CHECK_EQUAL(by_row, lead_key({"", "", "", all.phone}, "row"));
  CAF_CHECK_EQUAL(by_row, lead_key({}, "row"));
  std::set<std::string> different{key, by_email, by_phone, by_row};
  CAF_CHECK_EQUAL(different.size(), 4u);
}

CAF_TEST(rows without a name are not all one person) {
  CAF_CHECK_NOT_EQUAL(lead_key({}, "a"), lead_key({}, "b"));
  CAF_CHECK_NOT_EQUAL(lead_key({"", "", "", "+12125550101"}, "a"),
                      lead_key({"", "", "", "+12125550101"}, "b"));
}

CAF_TEST(a value means another thing in another place) {
  CAF_CHECK_NOT_EQUAL(lead_key({"x", "", "", ""}, ""),
                      lead_key({"", "x", "", ""}, ""));
  CAF_CHECK_NOT_EQUAL(lead_key({"", "", "ab", "c"}, ""),
                      lead_key({"", "", "a", "bc"}, ""));
}
