#define CAF_SUITE actors_upstream_replies
#include "actors/upstream_replies.hpp"

#include "tests/actors/upstream.hpp"

using namespace leadmill;
using namespace leadmill::testing;
using namespace std::chrono_literals;

namespace {

struct fixture : upstream_fixture {};

} // namespace

CAF_TEST_FIXTURE_SCOPE(upstream_replies_tests, fixture)

CAF_TEST(an answer is stored before it is told) {
  start();
  auto told = ask("a", "+1");
  CAF_CHECK(!told->answer);
  http->answer_all(200, "Example Wireless");
  consume_messages();
  CAF_REQUIRE(told->answer);
  CAF_CHECK_EQUAL(told->answer->status, 200);
  CAF_CHECK_EQUAL(told->answer->values.at(0).second, "Example Wireless");
  CAF_CHECK(log == (std::vector<std::string>{"kept", "told"}));
  CAF_REQUIRE_EQUAL(kept.size(), 1u);
  CAF_CHECK_EQUAL(kept[0].upstream, "lookup");
  CAF_CHECK_EQUAL(kept[0].body, "Example Wireless");
  CAF_CHECK_EQUAL(kept[0].cost_micros, 5'000);
  CAF_CHECK_EQUAL(kept[0].expires_at, now + 3'600'000);
  CAF_CHECK(kept[0].subjects == std::vector<std::string>{"ada"});
}

CAF_TEST(an answer that cannot be stored is told once it can be) {
  start();
  disk_is_full = true;
  auto told = ask("a", "+1");
  http->answer_all();
  consume_messages();
  pass(5s);
  CAF_CHECK(!told->answer && !told->error);
  disk_is_full = false;
  pass(2s);
  CAF_CHECK(told->answer.has_value());
  CAF_CHECK_EQUAL(http->sent.size(), 1u);
  CAF_CHECK_EQUAL(kept.size(), 1u);
}

CAF_TEST(a fault of theirs is tried again and then told) {
  options.bounds.retries = 2;
  options.bounds.cooldown_errors = 0;
  start();
  http->script = [](const http_call&) { return status(500); };
  auto told = ask("a", "+1");
  for (int i = 0; i < 10; ++i)
    pass(10s);
  CAF_CHECK_EQUAL(http->sent.size(), 3u);
  CAF_CHECK(error_of(told) == errc::upstream_failed);
  CAF_CHECK_EQUAL(told->error->detail, "it answered 500");
  CAF_CHECK_EQUAL(troubles, 3);
  CAF_CHECK(kept.empty());
}

CAF_TEST(a fault that goes away costs nothing but time) {
  start();
  int left = 2;
  http->script = [&](const http_call&) {
    return left-- > 0 ? http_result{tl::make_unexpected(
                            http_problem{http_failure::timeout, "Timeout"})}
                      : good();
  };
  auto told = ask("a", "+1");
  for (int i = 0; i < 5; ++i)
    pass(10s);
  CAF_CHECK(told->answer.has_value());
  CAF_CHECK_EQUAL(kept.size(), 1u);
}

CAF_TEST(garbage is a fault and is not kept) {
  options.bounds.retries = 0;
  start();
  http->script = [](const http_call&) { return good("garbage"); };
  auto told = ask("a", "+1");
  CAF_CHECK(error_of(told) == errc::upstream_failed);
  CAF_CHECK_EQUAL(told->error->detail, "its answer is no JSON");
  CAF_CHECK(kept.empty());
}

CAF_TEST(garbage is asked about again and never taken for nothing) {
  options.bounds.retries = 1;
  options.bounds.cooldown_errors = 0;
  start();
  http->script = [](const http_call&) { return good("garbage"); };
  auto told = ask("a", "+1");
  for (int i = 0; i < 5; ++i)
    pass(10s);
  CAF_CHECK_EQUAL(http->sent.size(), 2u);
  CAF_CHECK(error_of(told) == errc::upstream_failed);
  CAF_CHECK(kept.empty());
}

CAF_TEST(an answer that waits for the disk counts for the limit) {
  options.bounds.daily_limit = 1;
  start();
  http->script = [](const http_call&) { return good(); };
  disk_is_full = true;
  auto first = ask("a", "+1");
  auto second = ask("a", "+2");
  for (int i = 0; i < 5; ++i)
    pass(1s);
  CAF_CHECK_EQUAL(http->sent.size(), 1u);
  disk_is_full = false;
  pass(2s);
  CAF_CHECK(first->answer.has_value());
  CAF_CHECK(error_of(second) == errc::daily_limit);
  CAF_CHECK_EQUAL(http->sent.size(), 1u);
}

CAF_TEST(what is kept for a job that is gone says whose it is) {
  start();
  ask("gone", "+1", "ada");
  disk_is_full = true;
  http->answer_all();
  consume_messages();
  end_job("gone");
  disk_is_full = false;
  pass(2s);
  CAF_REQUIRE_EQUAL(kept.size(), 1u);
  CAF_CHECK(kept[0].subjects == std::vector<std::string>{"ada"});
}

CAF_TEST(an answer that came as its job went is kept) {
  start();
  ask("gone", "+1", "ada");
  // Both are in the mailbox, the end of the job first.
  caf::anon_send_exit(askers["gone"], caf::exit_reason::kill);
  askers.erase("gone");
  http->ignores_cancel = true;
  consume_messages();
  http->answer_all();
  consume_messages();
  CAF_REQUIRE_EQUAL(kept.size(), 1u);
  CAF_CHECK(kept[0].subjects == std::vector<std::string>{"ada"});
  CAF_CHECK(ask("next", "+1")->answer.has_value());
  CAF_CHECK_EQUAL(http->sent.size(), 1u);
}

CAF_TEST(who asks while a request is being cancelled has an answer) {
  start();
  ask("gone", "+1");
  http->ignores_cancel = true;
  end_job("gone");
  auto told = ask("next", "+1");
  http->answer(1, tl::make_unexpected(
                      http_problem{http_failure::cancelled, "Cancelled"}));
  consume_messages();
  http->answer_all();
  consume_messages();
  CAF_CHECK(told->answer.has_value());
  CAF_CHECK_EQUAL(troubles, 0);
}

CAF_TEST(nothing is an answer that is kept too) {
  start();
  http->script = [](const http_call&) { return status(404); };
  auto told = ask("a", "+1");
  CAF_REQUIRE(told->answer);
  CAF_CHECK_EQUAL(told->answer->status, 404);
  ask("b", "+1");
  CAF_CHECK_EQUAL(http->sent.size(), 1u);
}

CAF_TEST(a request that they refuse is not made again) {
  start();
  http->script = [](const http_call&) { return status(422); };
  CAF_CHECK(error_of(ask("a", "+1")) == errc::upstream_refused);
  pass(100s);
  CAF_CHECK_EQUAL(http->sent.size(), 1u);
  CAF_CHECK_EQUAL(troubles, 0);
}

CAF_TEST(a frozen account makes a pause at once) {
  options.bounds.retries = 1;
  start();
  http->script = [](const http_call&) { return status(403); };
  auto told = ask("a", "+1");
  auto other = ask("b", "+2");
  pass(59s);
  CAF_CHECK_EQUAL(http->sent.size(), 1u);
  pass(200s);
  pass(200s);
  pass(200s);
  pass(200s);
  CAF_CHECK(error_of(told) == errc::upstream_failed);
  CAF_CHECK(told->error->detail.find("account") != std::string::npos);
  CAF_CHECK(error_of(other) == errc::upstream_failed);
}

CAF_TEST(what was paid for is kept though its job is gone) {
  start();
  ask("gone", "+1");
  disk_is_full = true;
  http->answer_all();
  consume_messages();
  end_job("gone");
  disk_is_full = false;
  pass(2s);
  CAF_CHECK_EQUAL(kept.size(), 1u);
  auto told = ask("next", "+1");
  CAF_CHECK(told->answer.has_value());
  CAF_CHECK_EQUAL(http->sent.size(), 1u);
}

CAF_TEST(a limit that is nearly used up is told) {
  options.bounds.daily_limit = 5;
  start();
  http->script = [](const http_call&) { return good(); };
  for (const char* phone : {"+1", "+2", "+3", "+4", "+5"})
    ask("a", phone);
  CAF_REQUIRE_EQUAL(announced.size(), 1u);
  CAF_CHECK(announced[0].event == event_kind::quota_approaching);
  CAF_CHECK_EQUAL(announced[0].data,
                  R"({"upstream":"lookup","kind":"daily","used":4,"limit":5})");
  CAF_CHECK(announced[0].key.starts_with("quota:lookup:daily:"));
}

CAF_TEST_FIXTURE_SCOPE_END()
