#define CAF_SUITE actors_upstream_turns
#include "actors/upstream_turns.hpp"

#include "tests/actors/upstream.hpp"

using namespace leadmill;
using namespace leadmill::testing;
using namespace std::chrono_literals;

namespace {

struct fixture : upstream_fixture {};

} // namespace

CAF_TEST_FIXTURE_SCOPE(upstream_turns_tests, fixture)

CAF_TEST(no more requests are under way than configured) {
  start();
  for (int i = 0; i < 10; ++i)
    ask("a", std::to_string(i));
  CAF_CHECK_EQUAL(http->open.size(), 4u);
  http->answer(2, good());
  consume_messages();
  CAF_CHECK_EQUAL(http->open.size(), 4u);
  CAF_CHECK_EQUAL(http->sent.size(), 5u);
}

CAF_TEST(jobs take turns) {
  options.bounds.concurrency = 1;
  start();
  for (int i = 0; i < 5; ++i)
    ask("large", "l" + std::to_string(i));
  ask("small", "s0");
  ask("small", "s1");
  http->script = [](const http_call&) { return good(); };
  http->answer_all();
  consume_messages();
  auto place = [&](const std::string& url) {
    return std::find(http->sent.begin(), http->sent.end(), url)
           - http->sent.begin();
  };
  CAF_CHECK_EQUAL(http->sent.size(), 7u);
  CAF_CHECK_LESS_OR_EQUAL(place("s0"), 2);
  CAF_CHECK_LESS_OR_EQUAL(place("s1"), 4);
}

CAF_TEST(the rate holds for all jobs together) {
  options.bounds.rate = 10;
  options.bounds.burst = 2;
  options.bounds.concurrency = 100;
  start();
  http->script = [](const http_call&) { return good(); };
  for (int i = 0; i < 40; ++i)
    ask(std::to_string(i % 4), std::to_string(i));
  CAF_CHECK_EQUAL(http->sent.size(), 2u);
  for (int i = 0; i < 20; ++i) {
    pass(100ms);
    CAF_CHECK_EQUAL(http->sent.size(), 3u + static_cast<std::size_t>(i));
  }
}

CAF_TEST(however many wait and rest the notes to itself do not multiply) {
  options.bounds.rate = 10;
  options.bounds.burst = 1;
  options.bounds.concurrency = 4;
  options.bounds.retries = 1'000;
  options.bounds.cooldown_errors = 0;
  options.bounds.retry_base = 1s;
  start();
  int asked = 0;
  http->script = [&](const http_call&) {
    return ++asked % 5 == 0 ? status(500) : good();
  };
  for (int i = 0; i < 300; ++i)
    ask(std::to_string(i % 4), std::to_string(i));
  for (int i = 0; i < 240; ++i) {
    now += 50;
    advance_time(50ms);
    // At ten questions per second there is little to do in 50 ms.
    CAF_REQUIRE_LESS(consume_messages(), 40u);
  }
}

CAF_TEST(a wait that they ask for is obeyed by all) {
  start();
  http->script = [](const http_call&) {
    return status(429, {{"retry-after", "7"}});
  };
  auto told = ask("a", "+1");
  http->script = [](const http_call&) { return good(); };
  auto other = ask("b", "+2");
  pass(6'900ms);
  CAF_CHECK_EQUAL(http->sent.size(), 1u);
  pass(200ms);
  CAF_CHECK(told->answer.has_value());
  CAF_CHECK(other->answer.has_value());
  CAF_CHECK_EQUAL(troubles, 0);
}

CAF_TEST(being asked to wait does not use up the tries) {
  options.bounds.retries = 1;
  options.bounds.cooldown_errors = 0;
  start();
  int asked = 0;
  http->script = [&](const http_call&) {
    ++asked;
    return asked <= 4 ? status(429) : asked == 5 ? status(500) : good();
  };
  auto told = ask("a", "+1");
  for (int i = 0; i < 20; ++i)
    pass(10s);
  CAF_CHECK(told->answer.has_value());
  CAF_CHECK_EQUAL(asked, 6);
}

CAF_TEST(too many errors in a minute make a pause in which leads wait) {
  options.bounds.cooldown_errors = 3;
  options.bounds.cooldown_seconds = 60;
  options.bounds.retries = 9;
  options.bounds.retry_base = 10ms;
  start();
  http->script = [](const http_call&) { return status(503); };
  auto told = ask("a", "+1");
  for (int i = 0; i < 20; ++i)
    pass(1s);
  CAF_CHECK_EQUAL(http->sent.size(), 3u);
  http->script = [](const http_call&) { return good(); };
  pass(30s);
  CAF_CHECK_EQUAL(http->sent.size(), 3u);
  pass(60s);
  CAF_CHECK(told->answer.has_value());
}

CAF_TEST_FIXTURE_SCOPE_END()
