#define CAF_SUITE leads_linkedin
#include "leads/linkedin.hpp"

#include <caf/test/unit_test.hpp>

using namespace leadmill;

CAF_TEST(all spellings of a profile are one) {
  for (auto text :
       {"https://www.linkedin.com/in/jane-doe",
        "http://linkedin.com/in/jane-doe/", "linkedin.com/in/Jane-Doe?trk=x",
        "HTTPS://UK.LinkedIn.com/in/jane-doe/en",
        " www.linkedin.com/in/jane-doe#top ", "in/jane-doe", "/in/jane-doe/",
        "https://www.linkedin.com/pub/jane-doe/1/2/3"}) {
    CAF_MESSAGE(text);
    CAF_CHECK_EQUAL(normalize_linkedin_url(text),
                    "https://www.linkedin.com/in/jane-doe");
  }
  CAF_CHECK_EQUAL(normalize_linkedin_url("linkedin.com/in/jos%C3%A9"),
                  normalize_linkedin_url("linkedin.com/in/jos\xc3\xa9"));
  CAF_CHECK_EQUAL(normalize_linkedin_url("linkedin.com/in/a%2fb%"),
                  "https://www.linkedin.com/in/a%2fb%");
}

CAF_TEST(ids of the sales navigator keep their case and lose the search) {
  CAF_CHECK_EQUAL(normalize_linkedin_url("https://www.linkedin.com/sales/lead/"
                                         "ACwAAbC,NAME_SEARCH,x1?_ntb=1"),
                  "https://www.linkedin.com/sales/lead/ACwAAbC");
  CAF_CHECK_EQUAL(
      normalize_linkedin_url("linkedin.com/sales/people/ACwAAbC,NAME"),
      "https://www.linkedin.com/sales/lead/ACwAAbC");
}

CAF_TEST(other addresses are none) {
  for (auto text :
       {"", "n/a", "jane-doe", "https://www.linkedin.com/company/example",
        "https://example.com/in/jane-doe", "https://notlinkedin.com/in/jane",
        "linkedin.com", "linkedin.com/in/",
        "https://linkedin.com.example.com/in/x",
        "https://example.com/?u=linkedin.com/in/jane"}) {
    CAF_MESSAGE(text);
    CAF_CHECK_EQUAL(normalize_linkedin_url(text), "");
  }
}
