#define CAF_SUITE net_outbound_answer
#include "net/outbound_answer.hpp"

#include <caf/test/unit_test.hpp>

using namespace leadmill;

CAF_TEST(fields are taken by name in lower case without the space around) {
  outbound_answer answer{100};
  CAF_CHECK(!answer.begun());
  for (auto line : {"HTTP/1.1 200 OK\r\n", "Retry-After:  5 \r\n", "X:\r\n",
                    "X-Url: http://a:80/\r\n", "\r\n"})
    CAF_CHECK(answer.take_line(line));
  CAF_CHECK(answer.begun());
  CAF_CHECK(answer.take_body("ab"));
  CAF_CHECK(answer.take_body("c"));
  auto got = answer.release(200);
  CAF_CHECK_EQUAL(got.status, 200);
  CAF_CHECK_EQUAL(got.body, "abc");
  CAF_CHECK(got.headers
            == (http_headers{
                {"retry-after", "5"}, {"x", ""}, {"x-url", "http://a:80/"}}));
}

CAF_TEST(a field that goes on in the next line is one) {
  outbound_answer answer{100};
  for (auto line : {"HTTP/1.1 200 OK\r\n", " lost: x\r\n", "A: b\r\n",
                    "\t c: d\r\n", " \r\n"})
    CAF_CHECK(answer.take_line(line));
  CAF_CHECK(answer.release(200).headers == (http_headers{{"a", "b c: d"}}));
}

CAF_TEST(a line that is no field is passed over) {
  outbound_answer answer{100};
  for (auto line : {"HTTP/1.1 200 OK\r\n", "nonsense\r\n", "", "\r\n"})
    CAF_CHECK(answer.take_line(line));
  CAF_CHECK(answer.release(200).headers.empty());
}

CAF_TEST(the header of an interim answer does not count) {
  outbound_answer answer{100};
  for (auto line : {"HTTP/1.1 103 Early\r\n", "A: b\r\n", "\r\n"})
    CAF_CHECK(answer.take_line(line));
  CAF_CHECK(!answer.begun());
  for (auto line : {"HTTP/1.1 200 OK\r\n", "C: d\r\n", "\r\n"})
    CAF_CHECK(answer.take_line(line));
  CAF_CHECK(answer.begun());
  CAF_CHECK(answer.release(200).headers == (http_headers{{"c", "d"}}));
}

CAF_TEST(interim answers without end are given up) {
  outbound_answer answer{100};
  int taken = 0;
  while (answer.take_line("HTTP/1.1 103 Early\r\n"))
    ++taken;
  CAF_CHECK(taken > 10'000);
  CAF_CHECK(answer.problem()->why == http_failure::broken);
}

CAF_TEST(a body is taken up to its bound and not a byte more) {
  outbound_answer answer{3};
  CAF_CHECK(answer.take_body("abc"));
  CAF_CHECK(answer.take_body(""));
  CAF_CHECK(!answer.problem());
  CAF_CHECK(!answer.take_body("d"));
  CAF_REQUIRE(answer.problem());
  CAF_CHECK(answer.problem()->why == http_failure::too_large);
  CAF_CHECK_EQUAL(answer.problem()->detail, "The answer has more than 3 bytes");
}

CAF_TEST(a body that may be cut ends at its bound) {
  outbound_answer answer{5, true};
  CAF_CHECK(answer.take_body("abc"));
  CAF_CHECK(!answer.is_cut());
  CAF_CHECK(!answer.take_body("defg"));
  CAF_CHECK(answer.is_cut() && !answer.problem());
  CAF_CHECK_EQUAL(answer.release(200).body, "abcde");
  outbound_answer full{3, true};
  CAF_CHECK(full.take_body("abc"));
  CAF_CHECK(!full.is_cut());
  outbound_answer none{0, true};
  CAF_CHECK(!none.take_body("a") && none.is_cut());
}
