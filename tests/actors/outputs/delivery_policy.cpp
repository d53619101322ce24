#define CAF_SUITE actors_outputs_delivery_policy
#include "actors/outputs/delivery_policy.hpp"

#include <limits>
#include <random>

#include <caf/test/unit_test.hpp>

#include "tests/support/copy.hpp"

using namespace leadmill;

namespace {

using kind = delivery_verdict::kind;

/// 1994-11-06T08:49:37Z, the date of RFC 9110's examples.
constexpr unix_ms now = 784'111'777'000;
constexpr unix_ms hour = 3'600'000;
constexpr std::uint64_t most = std::numeric_limits<std::uint64_t>::max();

http_result answer(int status, std::string retry_after = {}) {
  http_answer out;
  out.status = status;
  if (!retry_after.empty())
    out.headers = {{"retry-after", std::move(retry_after)}};
  return out;
}

http_result failure(http_failure why) {
  return tl::make_unexpected(http_problem{why, "it did"});
}

delivery_verdict first(const http_result& result, std::uint64_t bits = 0) {
  return judge_delivery(result, {1, now, now}, bits);
}

/// The wait of a first try that goes wrong, in milliseconds.
unix_ms wait_of(const http_result& result, std::uint64_t bits = 0) {
  auto verdict = first(result, bits);
  CAF_REQUIRE(verdict.what == kind::again);
  return verdict.next_at - now;
}

} // namespace

CAF_TEST(every 2xx has delivered) {
  for (auto status : {200, 201, 202, 204, 299})
    CAF_CHECK(first(answer(status)).what == kind::delivered);
}

CAF_TEST(a 4xx is dead but for those that may pass) {
  for (auto status : {400, 401, 403, 404, 405, 409, 413, 415, 422, 451, 499})
    CAF_CHECK(first(answer(status)).what == kind::dead);
  for (auto status : {408, 425, 429})
    CAF_CHECK(first(answer(status)).what == kind::again);
}

CAF_TEST(everything else is tried again) {
  for (auto status : {-1, 0, 100, 199, 300, 301, 302, 304, 307, 308, 399, 500,
                      502, 503, 504, 599, 600, 999})
    CAF_CHECK(first(answer(status)).what == kind::again);
  for (auto why :
       {http_failure::unreachable, http_failure::timeout, http_failure::tls,
        http_failure::too_large, http_failure::redirects, http_failure::broken})
    CAF_CHECK(first(failure(why)).what == kind::again);
}

CAF_TEST(a destination that is gone is stopped and keeps its batch) {
  auto verdict = judge_delivery(answer(410), {7, now - 80 * hour, now}, 0);
  CAF_CHECK(verdict.what == kind::parked);
  CAF_CHECK(!copy(verdict.park).empty());
  CAF_CHECK_EQUAL(copy(verdict.next_at), now);
  CAF_CHECK_EQUAL(copy(first(answer(400)).park), "");
}

CAF_TEST(what cannot be sent at all is dead) {
  CAF_CHECK(first(failure(http_failure::invalid)).what == kind::dead);
}

CAF_TEST(what we cancelled ourselves is tried again at once) {
  auto late = delivery_so_far{9, now - 200 * hour, now};
  auto verdict = judge_delivery(failure(http_failure::cancelled), late, most);
  CAF_CHECK(verdict == (delivery_verdict{kind::again, now, {}}));
}

CAF_TEST(the pause doubles from five seconds up to an hour) {
  unix_ms bound = 5'000;
  for (std::uint32_t tries = 1; tries < 40; ++tries) {
    // The largest remainder.
    auto bits = static_cast<std::uint64_t>(bound) - 1;
    auto verdict = judge_delivery(answer(500), {tries, now, now}, bits);
    CAF_CHECK_EQUAL(verdict.next_at - now, bound);
    bound = std::min(bound * 2, hour);
  }
}

CAF_TEST(the pause is drawn from all of its bound) {
  CAF_CHECK_EQUAL(wait_of(answer(500), 0), 1);
  std::mt19937_64 random{7};
  unix_ms sum = 0;
  for (int i = 0; i < 1'000; ++i)
    sum += wait_of(answer(500), random());
  CAF_CHECK(sum / 1'000 > 2'300);
  CAF_CHECK(sum / 1'000 < 2'700);
}

CAF_TEST(a Retry - After in seconds is the least wait) {
  CAF_CHECK_EQUAL(wait_of(answer(429, "120")), 120'000);
  CAF_CHECK_EQUAL(wait_of(answer(503, " 7200 ")), 7'200'000);
  // Longer than it asks is fine.
  CAF_CHECK_EQUAL(wait_of(answer(429, "1"), 4'999), 5'000);
  CAF_CHECK_EQUAL(wait_of(answer(429, "0")), 1);
}

CAF_TEST(a Retry - After may be a date) {
  CAF_CHECK_EQUAL(wait_of(answer(503, "Sun, 06 Nov 1994 08:50:37 GMT")),
                  60'000);
  // It has passed.
  CAF_CHECK_EQUAL(wait_of(answer(503, "Sun, 06 Nov 1994 08:00:00 GMT")), 1);
}

CAF_TEST(a Retry - After that is none is passed over) {
  for (auto odd : {"-5", "soon", "1e3", "12 s", "1.5", "+3", "0x10", ""})
    CAF_CHECK_EQUAL(wait_of(answer(503, odd)), 1);
}

CAF_TEST(no Retry - After goes beyond three days) {
  for (auto huge : {"259201", "9999999999", "99999999999999999999999999",
                    "18446744073709551615", "Sun, 06 Nov 2044 08:49:37 GMT"})
    CAF_CHECK_EQUAL(wait_of(answer(503, huge)), max_delivery_ms);
}

CAF_TEST(the last try is when three days are over) {
  auto start = now - max_delivery_ms;
  auto verdict = judge_delivery(answer(500), {90, start + 1, now}, hour - 1);
  CAF_CHECK(verdict == (delivery_verdict{kind::again, now + 1, {}}));
  verdict = judge_delivery(answer(500), {91, start, now}, 0);
  CAF_CHECK(verdict == (delivery_verdict{kind::dead, 0, {}}));
  verdict = judge_delivery(answer(503, "3600"), {91, start, now}, 0);
  CAF_CHECK(verdict.what == kind::dead);
  verdict = judge_delivery(answer(200), {91, start, now}, 0);
  CAF_CHECK(verdict.what == kind::delivered);
}

CAF_TEST(a delivery that always fails ends after three days and not before) {
  std::mt19937_64 random{11};
  delivery_so_far so_far{1, now, now};
  auto verdict = judge_delivery(answer(500), so_far, random());
  while (verdict.what == kind::again) {
    CAF_REQUIRE(verdict.next_at > so_far.now);
    so_far.now = verdict.next_at;
    ++so_far.tries;
    verdict = judge_delivery(answer(500), so_far, random());
  }
  CAF_CHECK(verdict.what == kind::dead);
  CAF_CHECK_EQUAL(so_far.now - now, max_delivery_ms);
  // An hour at most between two, and half of one in the mean.
  CAF_CHECK(so_far.tries > 80);
  CAF_CHECK(so_far.tries < 400);
}

CAF_TEST(a clock that was set back does no harm) {
  auto verdict = judge_delivery(answer(500), {2, now + 50 * hour, now}, 0);
  CAF_CHECK(verdict == (delivery_verdict{kind::again, now + 1, {}}));
}
