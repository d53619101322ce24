#define CAF_SUITE actors_upstream
#include "actors/upstream.hpp"

#include "tests/actors/upstream.hpp"

using namespace leadmill;
using namespace leadmill::testing;
using namespace std::chrono_literals;

namespace {

struct fixture : upstream_fixture {};

} // namespace

CAF_TEST_FIXTURE_SCOPE(upstream_tests, fixture)

CAF_TEST(a job that is gone leaves the queue and its request is cancelled) {
  options.bounds.concurrency = 1;
  start();
  ask("gone", "g0");
  ask("gone", "g1");
  auto stays = ask("stays", "s0");
  auto shares = ask("stays", "g1");
  end_job("gone");
  CAF_CHECK_EQUAL(http->cancelled.size(), 1u);
  http->answer_all();
  consume_messages();
  http->answer_all();
  consume_messages();
  CAF_CHECK(stays->answer.has_value());
  // Somebody else asks the same.
  CAF_CHECK(shares->answer.has_value());
  CAF_CHECK_EQUAL(http->sent.size(), 3u);
}

CAF_TEST(at the limit of the day those who wait are told) {
  options.bounds.daily_limit = 3;
  options.used.today = 1;
  options.used.this_month = 1;
  start();
  auto allowed = [this] {
    auto pending = self->request(actor, caf::infinite, get_allowance{});
    consume_messages();
    bool out = false;
    pending.receive([&](bool yes) { out = yes; }, [](const caf::error&) {});
    return out;
  };
  CAF_CHECK(allowed());
  auto first = ask("a", "+1");
  auto second = ask("a", "+2");
  auto third = ask("a", "+3");
  CAF_CHECK_EQUAL(http->sent.size(), 2u);
  http->answer(1, good());
  consume_messages();
  CAF_CHECK(!third->error);
  http->answer(2, good());
  consume_messages();
  CAF_CHECK(first->answer && second->answer);
  CAF_CHECK(error_of(third) == errc::daily_limit);
  CAF_CHECK(!allowed());
  now += 86'400'000;
  CAF_CHECK(allowed());
  http->script = [](const http_call&) { return good(); };
  CAF_CHECK(ask("a", "+3")->answer.has_value());
}

CAF_TEST(a failed request leaves the place that the limit had for it) {
  options.bounds.daily_limit = 1;
  options.bounds.retries = 0;
  options.bounds.cooldown_errors = 0;
  start();
  auto first = ask("a", "+1");
  auto second = ask("a", "+2");
  http->answer(1, status(500));
  consume_messages();
  CAF_CHECK(error_of(first) == errc::upstream_failed);
  http->answer(2, good());
  consume_messages();
  CAF_CHECK(second->answer.has_value());
}

CAF_TEST(a question that lacks what the request needs is refused) {
  start();
  CAF_CHECK(error_of(ask("a", "")) == errc::invalid_argument);
  CAF_CHECK(http->sent.empty());
}

CAF_TEST(nothing is left behind of questions that were answered) {
  start();
  http->script = [](const http_call&) { return good(); };
  for (int i = 0; i < 100; ++i)
    ask("a", std::to_string(i));
  auto& state = deref<std::remove_pointer_t<upstream_pointer>>(actor).state;
  CAF_CHECK(state.questions.empty());
  CAF_CHECK(state.by_key.empty());
  CAF_CHECK(state.resting.empty());
  CAF_CHECK(state.queue.empty());
  CAF_CHECK_EQUAL(state.open(), 0u);
  end_job("a");
  CAF_CHECK(state.by_who.empty());
}

CAF_TEST_FIXTURE_SCOPE_END()
