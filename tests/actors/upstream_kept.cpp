#define CAF_SUITE actors_upstream_kept
#include "actors/upstream_kept.hpp"

#include "tests/actors/upstream.hpp"

using namespace leadmill;
using namespace leadmill::testing;
using namespace std::chrono_literals;

namespace {

struct fixture : upstream_fixture {};

} // namespace

CAF_TEST_FIXTURE_SCOPE(upstream_kept_tests, fixture)

CAF_TEST(an answer is not bought again while its cache time runs) {
  start();
  http->script = [](const http_call&) { return good(); };
  ask("a", "+1", "ada");
  stop();
  start();
  auto again = ask("b", "+1", "bob");
  CAF_REQUIRE(again->answer);
  CAF_CHECK_EQUAL(http->sent.size(), 1u);
  CAF_CHECK(notes == std::vector<std::string>{"bob"});
  ask("b", "+1", "ada");
  CAF_CHECK_EQUAL(notes.size(), 1u);
  now += 3'600'000;
  ask("b", "+1");
  CAF_CHECK_EQUAL(http->sent.size(), 2u);
}

CAF_TEST(who joins while an answer is being stored is noted too) {
  start();
  writes_wait = true;
  ask("a", "+1", "ada");
  http->answer_all();
  consume_messages();
  auto late = ask("b", "+1", "bob");
  CAF_CHECK(!late->answer);
  writes_wait = false;
  caf::anon_send(caf::actor_cast<caf::actor>(options.store), flush{});
  consume_messages();
  CAF_CHECK(late->answer.has_value());
  CAF_REQUIRE_EQUAL(kept.size(), 1u);
  auto known = kept[0].subjects;
  known.insert(known.end(), notes.begin(), notes.end());
  CAF_CHECK(known == (std::vector<std::string>{"ada", "bob"}));
}

CAF_TEST(a kept answer is told once it is noted whose it is too) {
  start();
  http->script = [](const http_call&) { return good(); };
  ask("a", "+1", "ada");
  disk_is_full = true;
  auto told = ask("b", "+1", "bob");
  CAF_CHECK(!told->answer && !told->error);
  disk_is_full = false;
  pass(2s);
  CAF_CHECK(told->answer.has_value());
  CAF_CHECK(notes == std::vector<std::string>{"bob"});
  CAF_CHECK_EQUAL(http->sent.size(), 1u);
}

CAF_TEST(equal questions at the same time share one request) {
  start();
  auto first = ask("a", "+1", "ada");
  auto second = ask("b", "+1", "bob");
  auto third = ask("a", "+1", "ada");
  CAF_CHECK_EQUAL(http->sent.size(), 1u);
  http->answer_all();
  consume_messages();
  CAF_CHECK(first->answer && second->answer && third->answer);
  CAF_REQUIRE_EQUAL(kept.size(), 1u);
  CAF_CHECK(kept[0].subjects == (std::vector<std::string>{"ada", "bob"}));
}

CAF_TEST(an answer without cache time is counted and not kept) {
  options.bounds.cache_seconds = 0;
  start();
  http->script = [](const http_call&) { return good(); };
  ask("a", "+1");
  ask("a", "+1");
  CAF_CHECK_EQUAL(http->sent.size(), 2u);
  CAF_REQUIRE_EQUAL(kept.size(), 2u);
  CAF_CHECK_EQUAL(kept[0].key, "");
  CAF_CHECK_EQUAL(kept[0].body, "");
}

CAF_TEST_FIXTURE_SCOPE_END()
