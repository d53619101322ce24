#define CAF_SUITE actors_intake
#include "actors/intake.hpp"

#include "tests/actors/intake.hpp"
#include "tests/support/copy.hpp"

using namespace leadmill;
using leadmill::testing::deaf_supervisor;
using leadmill::testing::make_draft;
using namespace std::chrono_literals;

namespace {

struct fixture : leadmill::testing::intake_fixture {
  job_draft keyed(std::string key, std::string digest = "d") {
    auto draft = make_draft(2);
    draft.repeat = {std::move(key), std::move(digest)};
    return draft;
  }
};

} // namespace

CAF_TEST_FIXTURE_SCOPE(intake_tests, fixture)

CAF_TEST(a job that cannot be stored is refused and leaves no trace) {
  disk.failure = problem{errc::unavailable, "disk full", {}};
  auto refused = try_submit(make_draft(1));
  CAF_REQUIRE(!refused);
  CAF_CHECK(refused.error().code == errc::unavailable);
  disk.failure.reset();
  CAF_CHECK_EQUAL(job_count(), 0u);
}

CAF_TEST(rows that are being stored are bounded) {
  auto large = make_draft(1);
  large.rows[0] = R"({"Name":")" + std::string(40u << 20, 'x') + "\"}";
  for (int i = 0; i < 3; ++i)
    self->send(door, submit_job{large});
  consume_messages();
  CAF_CHECK_EQUAL(job_count(), 1u);
  // Nothing is counted any more: the next one is taken.
  CAF_CHECK(try_submit(large));
}

CAF_TEST(jobs that wait are bounded in all) {
  stop();
  supervisor_settings.max_waiting = 3;
  start({});
  submit();
  submit(); // both run
  auto delayed = make_draft(1);
  delayed.delay_s = 60;
  submit(delayed);
  submit();
  submit();
  auto refused = try_submit(make_draft(1));
  CAF_REQUIRE(!refused);
  CAF_CHECK(refused.error().code == errc::too_many);
}

CAF_TEST(jobs that come at once are bounded exactly) {
  stop();
  supervisor_settings.max_waiting = 3;
  supervisor_settings.slots = 0;
  start({});
  for (int i = 0; i < 10; ++i)
    self->send(door, submit_job{make_draft(1)});
  consume_messages();
  CAF_CHECK_EQUAL(job_count(), 3u);
}

CAF_TEST(a job has the configured time unless it says otherwise) {
  CAF_CHECK_EQUAL(submit().timeout_s, 86'400u);
  auto draft = make_draft(1);
  draft.timeout_s = 5;
  CAF_CHECK_EQUAL(submit(draft).timeout_s, 5u);
}

CAF_TEST(the repeat of a request starts nothing and names the same job) {
  auto first = submit(keyed("k"));
  auto again = submit(keyed("k"));
  CAF_CHECK_EQUAL(first.id, again.id);
  CAF_CHECK_EQUAL(job_count(), 1u);
  restart();
  CAF_CHECK_EQUAL(submit(keyed("k")).id, first.id);
  CAF_CHECK_EQUAL(job_count(), 1u);
}

CAF_TEST(a key that comes with another request is refused) {
  submit(keyed("k", "one"));
  auto refused = try_submit(keyed("k", "other"));
  CAF_REQUIRE(!refused);
  CAF_CHECK(refused.error().code == errc::key_reused);
  CAF_CHECK_EQUAL(job_count(), 1u);
}

CAF_TEST(a refusal is not remembered) {
  disk.failure = problem{errc::unavailable, "disk full", {}};
  CAF_CHECK(!try_submit(keyed("k")));
  disk.failure.reset();
  CAF_CHECK(try_submit(keyed("k")));
  CAF_CHECK_EQUAL(job_count(), 1u);
}

CAF_TEST(twins that come at once start one job and hear of the same) {
  std::vector<std::string> heard;
  auto asking = sys.spawn([this, &heard](caf::event_based_actor* me) {
    for (int i = 0; i < 5; ++i)
      me->request(door, 60s, submit_job{keyed("k")})
          .then([&heard](const job& j) { heard.push_back(j.id); });
  });
  consume_messages();
  CAF_REQUIRE_EQUAL(heard.size(), 5u);
  for (const auto& id : heard)
    CAF_CHECK_EQUAL(id, heard.front());
  CAF_CHECK_EQUAL(job_count(), 1u);
}

CAF_TEST(a job that nobody takes is failed at once and its key forgotten) {
  auto real = boss;
  auto deaf = sys.spawn(deaf_supervisor, 0u);
  use_door(deaf);
  auto pending = self->request(door, caf::infinite, submit_job{keyed("k")});
  consume_messages();
  CAF_REQUIRE_EQUAL(job_count(), 1u);
  pass(4999ms);
  CAF_CHECK(ask<job_page>(status, job_query{})->jobs[0].phase
            == job_phase::queued);
  pass(1ms);
  problem refusal;
  pending.receive([](const job&) {},
                  [&](const caf::error& e) { refusal = to_problem(e); });
  auto failed = copy(ask<job_page>(status, job_query{})->jobs[0]);
  CAF_CHECK(failed.phase == job_phase::failed);
  CAF_CHECK_EQUAL(failed.code, "dispatch_failed");
  CAF_CHECK(refusal.code == errc::dispatch_failed);
  CAF_CHECK(refusal.detail.ends_with(failed.id));
  kill(door);
  kill(deaf);
  intake_settings.supervisor = real;
  door = sys.spawn(intake, intake_settings);
  CAF_CHECK(submit(keyed("k")).id != failed.id);
}

CAF_TEST(a submission to a dead supervisor is refused and stores nothing) {
  kill(boss);
  consume_messages();
  CAF_CHECK(!try_submit(make_draft(1)));
  CAF_CHECK_EQUAL(job_count(), 0u);
}

namespace {

/// A status store that keeps an acceptance to itself, but fails the job.
status_store_actor::behavior_type silent_store(status_store_actor::pointer self,
                                               std::vector<fail_job>* failed) {
  auto refuse = [](const auto&) -> caf::result<job> {
    return make_error(errc::internal);
  };
  return {
      [self](const accept_job&) -> caf::result<job> {
        return self->make_response_promise<job>();
      },
      [=](const begin_attempt& x) { return refuse(x); },
      [=](const save_leads& x) { return refuse(x); },
      [=](const save_page& x) { return refuse(x); },
      [=](const end_attempt& x) { return refuse(x); },
      [=](const cancel_job& x) { return refuse(x); },
      [=](const fail_job& what) -> caf::result<job> {
        failed->push_back(what);
        job out;
        out.id = what.job;
        return out;
      },
      [=](const queue_job& x) { return refuse(x); },
      [=](const release_job& x) { return refuse(x); },
      [=](const retry_job& x) { return refuse(x); },
      [=](const set_paused& x) { return refuse(x); },
      [=](const erase_leads& x) { return refuse(x); },
      [=](const keep_answer& x) { return refuse(x); },
      [=](const note_subject& x) { return refuse(x); },
      [=](const forget_answers& x) { return refuse(x); },
      [=](const outbox_change& x) { return refuse(x); },
      [](const remove_ended&) { return removed_jobs{}; },
      [](scrub) { return true; },
      [](get_ready) { return true; },
      [=](const get_job& x) { return refuse(x); },
      [](const job_query&) { return job_page{}; },
  };
}

} // namespace

CAF_TEST(a job of which nobody knows whether it was stored is failed) {
  std::vector<fail_job> failed;
  auto silent = sys.spawn(silent_store, &failed);
  kill(door);
  intake_settings.supervisor = boss;
  intake_settings.store = silent;
  intake_settings.now = [this] { return now; };
  intake_settings.entropy = [this] { return ++entropy; };
  door = sys.spawn(intake, intake_settings);
  auto pending = self->request(door, caf::infinite, submit_job{keyed("k")});
  consume_messages();
  pass(35s);
  problem refusal;
  pending.receive([](const job&) {},
                  [&](const caf::error& e) { refusal = to_problem(e); });
  CAF_CHECK(refusal.code == errc::dispatch_failed);
  CAF_REQUIRE_EQUAL(failed.size(), 1u);
  CAF_CHECK(failed[0].forget_key);
  kill(silent);
}

CAF_TEST(a job that nobody takes is failed once the disk has room for that) {
  auto deaf = sys.spawn(deaf_supervisor, 0u);
  use_door(deaf);
  auto pending = self->request(door, caf::infinite, submit_job{make_draft(1)});
  consume_messages();
  disk.failure = problem{errc::unavailable, "disk full", {}};
  pass(5s);
  problem refusal;
  pending.receive([](const job&) {},
                  [&](const caf::error& e) { refusal = to_problem(e); });
  CAF_CHECK(refusal.code == errc::unavailable);
  pass(60s);
  disk.failure.reset();
  pass(1s);
  auto left = copy(ask<job_page>(status, job_query{})->jobs);
  CAF_REQUIRE_EQUAL(left.size(), 1u);
  CAF_CHECK(left[0].phase == job_phase::failed);
  CAF_CHECK_EQUAL(left[0].code, "dispatch_failed");
  kill(deaf);
}

CAF_TEST(a twin is not told of a job that nobody takes) {
  auto deaf = sys.spawn(deaf_supervisor, 0u);
  use_door(deaf);
  std::vector<caf::error> refused;
  auto asking = sys.spawn([this, &refused](caf::event_based_actor* me) {
    for (int i = 0; i < 2; ++i)
      me->request(door, 60s, submit_job{keyed("k")})
          .then([](const job& told) { CAF_ERROR("told of " << told.id); },
                [&refused](caf::error& why) { refused.push_back(why); });
  });
  consume_messages();
  CAF_CHECK_EQUAL(job_count(), 1u);
  pass(5s);
  CAF_CHECK_EQUAL(refused.size(), 1u);
  CAF_CHECK_EQUAL(job_count(), 2u); // The twin tries it in its turn.
  pass(5s);
  CAF_CHECK_EQUAL(refused.size(), 2u);
  kill(deaf);
}

CAF_TEST_FIXTURE_SCOPE_END()
