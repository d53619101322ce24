#define CAF_SUITE actors_outside_verdict
#include "actors/outside/verdict.hpp"

#include <limits>
#include <random>

#include <caf/test/unit_test.hpp>

#include "tests/support/copy.hpp"

using namespace leadmill;

namespace {

using verdict = answer_verdict;
using namespace std::chrono_literals;

verdict judged(int status, bool says_when = false) {
  return judge({}, status, says_when);
}

/// 1994-11-06T08:49:37Z, the date of RFC 9110's examples.
constexpr unix_ms example = 784111777'000;

std::int64_t wait_of(std::string value, std::string body = {},
                     unix_ms now = example) {
  http_answer answer;
  answer.status = 429;
  answer.headers = {{"retry-after", std::move(value)}};
  answer.body = std::move(body);
  return retry_after(answer, now).count();
}

std::int64_t wait_of_body(std::string body) {
  return retry_after({429, {}, std::move(body)}, example).count();
}

} // namespace

CAF_TEST(a status means one thing) {
  for (auto status : {200, 201, 202, 206, 299})
    CAF_CHECK(judged(status) == verdict::found);
  for (auto status : {204, 404})
    CAF_CHECK(judged(status) == verdict::empty);
  for (auto status : {400, 405, 406, 409, 410, 411, 413, 414, 415, 417, 421,
                      422, 423, 426, 428, 431, 451, 499})
    CAF_CHECK(judged(status) == verdict::refused);
  for (auto status : {300, 301, 302, 304, 307, 308, 399})
    CAF_CHECK(judged(status) == verdict::refused);
  for (auto status : {401, 402, 403, 407})
    CAF_CHECK(judged(status) == verdict::locked);
  for (auto status : {408, 425, 500, 501, 502, 503, 504, 520, 599})
    CAF_CHECK(judged(status) == verdict::fault);
  for (auto status : {0, -1, 99, 100, 101, 199, 600, 999})
    CAF_CHECK(judged(status) == verdict::fault);
  CAF_CHECK(judged(429) == verdict::ours_to_wait);
}

CAF_TEST(a server that is busy and says until when is waited for) {
  CAF_CHECK(judged(503, true) == verdict::ours_to_wait);
  CAF_CHECK(judged(429, true) == verdict::ours_to_wait);
  CAF_CHECK(judged(500, true) == verdict::fault);
  CAF_CHECK(judged(200, true) == verdict::found);
}

CAF_TEST(what a provider declares as nothing is nothing) {
  request_template from;
  from.empty_statuses = {422, 503, 200, 401};
  for (auto status : from.empty_statuses)
    CAF_CHECK(judge(from, status) == verdict::empty);
  CAF_CHECK(judge(from, 404) == verdict::refused);
}

CAF_TEST(a wait may be a number of seconds) {
  CAF_CHECK_EQUAL(wait_of("5"), 5'000);
  CAF_CHECK_EQUAL(wait_of(" 120 "), 120'000);
  CAF_CHECK_EQUAL(wait_of("0"), 0);
  CAF_CHECK_EQUAL(wait_of("1.5"), 1'500);
  CAF_CHECK_EQUAL(wait_of("-7"), 0);
  CAF_CHECK_EQUAL(wait_of("0.0001"), 1);
}

CAF_TEST(a wait is at most an hour) {
  for (auto text :
       {"3601", "99999999999999999999", "1e999",
        "Mon, 06 Nov 1995 08:49:37 GMT", "Fri, 31 Dec 9999 23:59:59 GMT"})
    CAF_CHECK_EQUAL(wait_of(text), 3'600'000);
  CAF_CHECK_EQUAL(wait_of("3600"), 3'600'000);
}

CAF_TEST(a wait may be a date in any of the three forms) {
  for (auto text :
       {"Sun, 06 Nov 1994 08:49:37 GMT", "Sunday, 06-Nov-94 08:49:37 GMT",
        "Sun Nov  6 08:49:37 1994"}) {
    CAF_CHECK_EQUAL(parse_http_date(text).value_or(0), example);
    CAF_CHECK_EQUAL(wait_of(text, "", example - 90'500), 90'500);
    CAF_CHECK_EQUAL(wait_of(text, "", example + 1), 0);
  }
  CAF_CHECK_EQUAL(parse_http_date("Tue, 29 Feb 2028 00:00:00 GMT").value_or(0),
                  1835395200'000);
  CAF_CHECK_EQUAL(
      parse_http_date("Thursday, 01-Jan-70 00:00:00 GMT").value_or(1), 0);
  CAF_CHECK_EQUAL(
      parse_http_date("Wednesday, 01-Jan-69 00:00:00 GMT").value_or(0)
          > example,
      true);
}

CAF_TEST(what is no date is none) {
  for (auto text :
       {"", " ", "soon", "Sun, 06 Nov 1994 08:49:37", "Sun, 06 Nov 1994",
        "Sun, 31 Feb 2027 08:49:37 GMT", "Sun, 06 Nov 1994 24:00:00 GMT",
        "Sun, 06 Nov 1994 08:60:37 GMT", "Sun, 06 Nov 1994 08:49:61 GMT",
        "Sun, 06 nov 1994 08:49:37 GMT", "Sun, 06 Nov 1994 08:49:37 EST",
        "Sun, 06 Nov 1994 08:49:37 GMT+1", "Sun, -6 Nov 1994 08:49:37 GMT",
        "Sun, 00 Nov 1994 08:49:37 GMT", "1994-11-06T08:49:37Z",
        "Sun Nov 06 08:49:37 94", "Sun, 06 Nov", "Sun,", "Sun, 6"})
    CAF_CHECK(!parse_http_date(text));
}

CAF_TEST(a wait may stand in the body) {
  CAF_CHECK_EQUAL(wait_of_body(R"({"error":"slow down","retryAfter":7})"),
                  7'000);
  CAF_CHECK_EQUAL(wait_of_body(R"({"retryAfter":"2.5"})"), 2'500);
  CAF_CHECK_EQUAL(wait_of_body(R"({"retryAfter":1e9})"), 3'600'000);
  CAF_CHECK_EQUAL(wait_of_body(R"({"retryAfter":-1})"), 0);
  for (auto body :
       {"", "x", "[]", "{}", R"({"retryAfter":null})", R"({"retryAfter":true})",
        R"({"retryAfter":[1]})", R"({"retryAfter":"inf"})",
        R"({"retryAfter":"nan"})", R"({"retryAfter":""})"})
    CAF_CHECK_EQUAL(wait_of_body(body), 0);
}

CAF_TEST(the header goes before the body) {
  CAF_CHECK_EQUAL(wait_of("3", R"({"retryAfter":7})"), 3'000);
  CAF_CHECK_EQUAL(wait_of("0", R"({"retryAfter":7})"), 0);
  CAF_CHECK_EQUAL(wait_of("soon", R"({"retryAfter":7})"), 7'000);
  CAF_CHECK_EQUAL(wait_of("inf", ""), 0);
}

CAF_TEST(whatever stands in the header a wait has its bounds) {
  std::mt19937 random{31};
  constexpr std::string_view seed = "Sun, 06 Nov 1994 08:49:37 GMT";
  for (int round = 0; round < 20'000; ++round) {
    std::string text{seed.substr(random() % seed.size())};
    for (auto changes = random() % 4; changes > 0 && !text.empty(); --changes)
      text[random() % text.size()] = static_cast<char>(random() % 256);
    for (auto now : {example, unix_ms{0}, std::numeric_limits<unix_ms>::max(),
                     std::numeric_limits<unix_ms>::min() / 2}) {
      auto wait = wait_of(text, "", now);
      CAF_REQUIRE(wait >= 0 && wait <= 3'600'000);
    }
  }
}
