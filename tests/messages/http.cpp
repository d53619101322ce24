#define CAF_SUITE messages_http
#include "messages/http.hpp"

#include <caf/test/unit_test.hpp>

using namespace leadmill;

CAF_TEST(a header is found by its name in lower case) {
  http_answer answer;
  answer.headers = {{"retry-after", "5"}, {"retry-after", "9"}};
  CAF_CHECK_EQUAL(header(answer, "retry-after"), "5");
  CAF_CHECK_EQUAL(header(answer, "etag"), "");
}
