#define CAF_SUITE actors_store_writer
#include "actors/store_writer.hpp"

#include "tests/actors/system.hpp"

#include "tests/support/copy.hpp"

using namespace leadmill;
using leadmill::testing::make_draft;

namespace {

struct fixture : leadmill::testing::system_fixture {
  /// Sends without running anything.
  void send(change what) { self->send(writer, std::move(what)); }

  std::string id(int n) {
    return "enrichment-1767225600000-" + std::to_string(n);
  }
};

} // namespace

CAF_TEST_FIXTURE_SCOPE(store_writer_tests, fixture)

CAF_TEST(a lone change is committed at once) {
  auto accepted = ask<job>(writer, change{accept_job{make_draft(1, id(1))}});
  CAF_REQUIRE(accepted);
  CAF_CHECK_EQUAL(accepted->seq, 1u);
  CAF_CHECK_EQUAL(disk.commits, 1u);
}

CAF_TEST(changes that wait share a transaction) {
  for (int i = 0; i < 20; ++i)
    send(accept_job{make_draft(1, id(i))});
  consume_messages();
  CAF_CHECK_EQUAL(disk.commits, 1u);
  CAF_CHECK_EQUAL(disk.changes, 20u);
}

CAF_TEST(a full transaction is committed without waiting for the rest) {
  for (int i = 0; i < 600; ++i)
    send(cancel_job{id(i)});
  consume_messages();
  CAF_CHECK_EQUAL(disk.commits, 2u);
  CAF_CHECK_EQUAL(disk.changes, 600u);
}

CAF_TEST(answers that are kept share transactions and concern no job) {
  auto first = self->request(
      writer, caf::infinite,
      change{keep_answer{"skip", "key", 200, "{}", now + 1, {"ada"}, 1}});
  for (int i = 0; i < 400; ++i)
    send(keep_answer{"skip", std::to_string(i), 200, "{}", now + 1, {}, 1});
  send(note_subject{"key", "bob"});
  send(forget_answers{"ada"});
  consume_messages();
  CAF_CHECK_EQUAL(disk.commits, 1u);
  CAF_CHECK_EQUAL(disk.changes, 403u);
  first.receive([](const job& none) { CAF_CHECK(none == job{}); },
                [](const caf::error&) { CAF_FAIL("not kept"); });
  CAF_CHECK(published.empty());
  auto reading = store.make_reader();
  CAF_CHECK(reading->answer("7", "", now)->found);
  CAF_CHECK(!reading->answer("key", "", now)->found);
  CAF_CHECK_EQUAL(copy(reading->usage(now)->entries.at(0).today), 401u);
}

CAF_TEST(an answer that was under way does not bring a person back) {
  auto keep = [&](const std::string& key, std::vector<std::string> subjects) {
    send(keep_answer{"skip", key, 200, "{}", now + 1'000, std::move(subjects),
                     1});
  };
  auto is_kept = [&](const std::string& key) {
    return store.make_reader()->answer(key, "", now)->found;
  };
  send(forget_answers{"ada"});
  keep("of ada", {"bob", "ada"});
  keep("of bob", {"bob"});
  keep("of eve", {"eve"});
  // It was shared with somebody who asked the same.
  auto noted = ask<job>(writer, change{note_subject{"of eve", "ada"}});
  CAF_CHECK(noted && *noted == job{});
  CAF_CHECK(!is_kept("of ada"));
  CAF_CHECK(is_kept("of bob"));
  CAF_CHECK(!is_kept("of eve"));
  CAF_CHECK_EQUAL(copy(store.make_reader()->usage(now)->entries.at(0).today),
                  3u);
  // A day later nothing of then is under way, and who comes anew is welcome.
  now += 24 * 3'600'000 - 1;
  keep("late", {"ada"});
  consume_messages();
  CAF_CHECK(!is_kept("late"));
  ++now;
  keep("later", {"ada"});
  send(forget_answers{"bob"});
  consume_messages();
  CAF_CHECK(is_kept("later"));
  CAF_CHECK_EQUAL(state_of<store_writer_pointer>(writer).forgotten.size(), 1u);
}

CAF_TEST(large answers and pages fill a transaction like large rows) {
  for (int i = 0; i < 6; ++i)
    send(keep_answer{"skip",
                     std::to_string(i),
                     200,
                     std::string(6u << 20, 'x'),
                     now + 1,
                     {},
                     1});
  consume_messages();
  CAF_CHECK_EQUAL(disk.commits, 2u);
  lead_result large;
  large.input = "{}";
  large.fields = std::string(6u << 20, 'x');
  for (int i = 0; i < 6; ++i)
    send(save_page{{id(1), 1}, 1, "", "", false, {large}});
  consume_messages();
  CAF_CHECK_EQUAL(disk.commits, 4u);
  CAF_CHECK_EQUAL(disk.changes, 12u);
}

CAF_TEST(each waiter gets the answer to its own change) {
  auto good = self->request(writer, caf::infinite,
                            change{accept_job{make_draft(1, id(1))}});
  auto bad = self->request(writer, caf::infinite, change{cancel_job{id(2)}});
  consume_messages();
  good.receive([&](const job& j) { CAF_CHECK_EQUAL(j.id, id(1)); },
               [](const caf::error&) { CAF_FAIL("refused"); });
  bad.receive([](const job&) { CAF_FAIL("committed"); },
              [](const caf::error& e) {
                CAF_CHECK(to_problem(e).code == errc::not_found);
              });
  CAF_CHECK_EQUAL(disk.commits, 1u);
}

CAF_TEST(a transaction holds about so many bytes and no more) {
  auto large = [this](int n) {
    auto draft = make_draft(1, id(n));
    draft.rows[0] = R"({"Name":")" + std::string(6u << 20, 'x') + "\"}";
    return accept_job{std::move(draft)};
  };
  for (int i = 0; i < 6; ++i)
    send(large(i));
  consume_messages();
  CAF_CHECK_EQUAL(disk.commits, 2u);
  CAF_CHECK_EQUAL(disk.changes, 6u);
}

CAF_TEST(
    a change that the store breaks on does not take its neighbours with it) {
  disk.poison = id(2);
  for (int i = 0; i < 4; ++i)
    send(accept_job{make_draft(1, id(i))});
  consume_messages();
  auto reading = store.make_reader();
  for (int i = 0; i < 4; ++i)
    CAF_CHECK_EQUAL(reading->find(id(i)).has_value(), i != 2);
}

CAF_TEST(a store that cannot write refuses everybody and goes on afterwards) {
  disk.failure = problem{errc::unavailable, "disk full", {}};
  auto refused = ask<job>(writer, change{accept_job{make_draft(1, id(1))}});
  CAF_REQUIRE(!refused);
  CAF_CHECK(refused.error().code == errc::unavailable);
  CAF_CHECK_EQUAL(refused.error().detail, "disk full");
  disk.failure.reset();
  CAF_CHECK(ask<job>(writer, change{accept_job{make_draft(1, id(1))}}));
}

CAF_TEST(what removed jobs take is given back between other writes) {
  for (int i = 0; i < 3; ++i) {
    ask<job>(writer, change{accept_job{make_draft(300, id(i))}});
    ask<job>(writer, change{cancel_job{id(i)}});
  }
  self->send(writer, remove_ended{now + 1});
  sched.run_once();
  disk.purges = 0;
  // Each step is a message of its own, so a write never waits for them all.
  auto pending = self->request(writer, caf::infinite,
                               change{accept_job{make_draft(1, id(9))}});
  while (sched.has_job() && disk.commits < 7)
    sched.run_once();
  CAF_CHECK(disk.purges < 3);
  consume_messages();
  pending.receive([](const job&) {},
                  [](const caf::error&) { CAF_FAIL("not committed"); });
  self->receive(
      [](const removed_jobs& gone) { CAF_CHECK_EQUAL(gone.jobs.size(), 3u); });
}

CAF_TEST(a removal commits what came before it) {
  send(accept_job{make_draft(1, id(1))});
  send(cancel_job{id(1)});
  self->send(writer, remove_ended{now + 1});
  consume_messages();
  CAF_CHECK(!store.make_reader()->find(id(1)));
}

CAF_TEST_FIXTURE_SCOPE_END()
