// What the intake does about the outside: sources at their limits, jobs that
// follow a scrape, and times at which too much goes wrong.
#define CAF_SUITE actors_intake_outside
#include "actors/intake.hpp"

#include "tests/actors/intake.hpp"
#include "tests/support/copy.hpp"

using namespace leadmill;
using leadmill::testing::deaf_supervisor;
using leadmill::testing::make_draft;
using namespace std::chrono_literals;

namespace {

/// A source that may be asked, or not.
upstream_actor::behavior_type budgeted_source(upstream_actor::pointer,
                                              outcome<bool> allowance) {
  return {
      [](const upstream_ask&) -> caf::result<upstream_answer> {
        return make_error(errc::internal);
      },
      [=](get_allowance) -> caf::result<bool> {
        if (allowance)
          return true;
        return to_error(allowance.error());
      },
      [](const upstream_came&) {},
      [](tick) {},
  };
}

struct fixture : leadmill::testing::intake_fixture {
  ~fixture() {
    for (auto& [name, source] : intake_settings.sources)
      kill(source);
  }

  /// Starts everything again, with a source "directory".
  void use_source(outcome<bool> allowance) {
    stop();
    intake_settings.sources["directory"] =
        sys.spawn(budgeted_source, std::move(allowance));
    start({});
  }

  static job_draft scrape_draft(const std::string& source = "directory") {
    job_draft draft;
    draft.type = job_type::scraping;
    draft.scrape = scrape_plan{};
    draft.scrape->source = source;
    return draft;
  }

  static job_draft scrape_and_enrich() {
    auto draft = scrape_draft();
    draft.then.emplace_back();
    draft.then[0].takes_rows = true;
    return draft;
  }

  void save_last_page(const job& of) {
    lead_result lead;
    lead.key = "k";
    lead.input = R"({"Name":"Ada Example"})";
    lead.fields = "{}";
    CAF_CHECK(ask<job>(status, save_page{{of.id, 1}, 1, {}, {}, true, {lead}}));
  }

  void note_troubles(int count) {
    for (int i = 0; i < count; ++i)
      self->send(door, note_trouble{});
    consume_messages();
  }

  /// With a cooldown of 300 s after 3 troubles.
  void use_cooldown() {
    stop();
    intake_settings.cooldown_errors = 3;
    start({});
  }
};

} // namespace

CAF_TEST_FIXTURE_SCOPE(intake_outside_tests, fixture)

CAF_TEST(a scraping job is taken when its source may be asked) {
  use_source(true);
  auto accepted = submit(scrape_draft());
  CAF_CHECK(type_of(accepted.id) == job_type::scraping);
  CAF_CHECK(phase_of(accepted) == job_phase::running);
}

CAF_TEST(a scraping job whose source is at its limit is refused) {
  for (auto limit : {errc::daily_limit, errc::monthly_limit}) {
    use_source(tl::make_unexpected(problem{limit, "50 of 50", {}, 3'600}));
    auto refused = try_submit(scrape_draft());
    CAF_REQUIRE(!refused);
    CAF_CHECK(refused.error().code == limit);
    CAF_CHECK_EQUAL(refused.error().detail, "50 of 50");
    CAF_CHECK_EQUAL(refused.error().retry_after_s, 3'600u);
  }
  CAF_CHECK_EQUAL(job_count(), 0u);
  CAF_CHECK(try_submit(make_draft(1)));
}

CAF_TEST(a scraping job of a source that is not there is refused) {
  use_source(true);
  auto refused = try_submit(scrape_draft("nowhere"));
  CAF_REQUIRE(!refused);
  CAF_CHECK(refused.error().code == errc::invalid_argument);
  CAF_CHECK_EQUAL(refused.error().detail,
                  "There is no source \"nowhere\" that is enabled");
  CAF_CHECK_EQUAL(job_count(), 0u);
}

CAF_TEST(a scraping job whose source is dead is refused and room is left) {
  use_source(true);
  auto dead = intake_settings.sources["directory"];
  kill(dead);
  consume_messages();
  CAF_CHECK(!try_submit(scrape_draft()));
  CAF_CHECK_EQUAL(job_count(), 0u);
  CAF_CHECK_EQUAL(state_of<intake_pointer>(door).in_flight, 0u);
}

CAF_TEST(what follows a scraping job is accepted with it and runs after it) {
  use_source(true);
  auto first = submit(scrape_and_enrich());
  auto next = look_up(follower_id(first.id));
  CAF_CHECK(next.phase == job_phase::waiting);
  CAF_CHECK_EQUAL(next.after, first.id);
  CAF_CHECK_EQUAL(next.timeout_s, 86'400u);
  CAF_CHECK_EQUAL(first.timeout_s, 86'400u);
  save_last_page(first);
  end(first, attempt_end::completed);
  CAF_CHECK(phase_of(next) == job_phase::running);
  CAF_CHECK_EQUAL(look_up(next.id).progress.total, 1u);
}

CAF_TEST(the repeat of a request for two jobs names the same first one) {
  use_source(true);
  auto draft = scrape_and_enrich();
  draft.repeat = {"k", "d"};
  auto first = submit(draft);
  CAF_CHECK_EQUAL(submit(draft).id, first.id);
  CAF_CHECK_EQUAL(job_count(), 2u);
}

CAF_TEST(two jobs that nobody takes are both failed at once) {
  use_source(true);
  auto deaf = sys.spawn(deaf_supervisor, 0u);
  use_door(deaf);
  auto pending =
      self->request(door, caf::infinite, submit_job{scrape_and_enrich()});
  consume_messages();
  pass(5s);
  problem refusal;
  pending.receive([](const job&) {},
                  [&](const caf::error& e) { refusal = to_problem(e); });
  CAF_CHECK(refusal.code == errc::dispatch_failed);
  auto jobs_of = copy(ask<job_page>(status, job_query{})->jobs);
  CAF_REQUIRE_EQUAL(jobs_of.size(), 2u);
  for (const auto& j : jobs_of) {
    CAF_CHECK(j.phase == job_phase::failed);
    CAF_CHECK_EQUAL(j.code, "dispatch_failed");
    if (j.type == job_type::scraping)
      CAF_CHECK(refusal.detail.ends_with(j.id));
  }
  kill(deaf);
}

CAF_TEST(a follower that nobody takes is failed and the first goes on) {
  use_source(true);
  auto deaf = sys.spawn(deaf_supervisor, 1u);
  use_door(deaf);
  auto pending =
      self->request(door, caf::infinite, submit_job{scrape_and_enrich()});
  consume_messages();
  pass(5s);
  job first;
  pending.receive([&](const job& j) { first = j; }, [](const caf::error&) {});
  CAF_CHECK(phase_of(first) == job_phase::queued);
  auto next = look_up(follower_id(first.id));
  CAF_CHECK(next.phase == job_phase::failed);
  CAF_CHECK_EQUAL(next.code, "dispatch_failed");
  kill(deaf);
}

CAF_TEST(a follower that nobody takes is failed once the disk has room) {
  use_source(true);
  auto deaf = sys.spawn(deaf_supervisor, 1u);
  use_door(deaf);
  auto pending =
      self->request(door, caf::infinite, submit_job{scrape_and_enrich()});
  consume_messages();
  disk.failure = problem{errc::unavailable, "disk full", {}};
  pass(5s);
  job first;
  pending.receive([&](const job& j) { first = j; }, [](const caf::error&) {});
  CAF_CHECK(phase_of(first) == job_phase::queued);
  pass(60s);
  disk.failure.reset();
  pass(1s);
  auto next = look_up(follower_id(first.id));
  CAF_CHECK(next.phase == job_phase::failed);
  CAF_CHECK_EQUAL(next.code, "dispatch_failed");
  kill(deaf);
}

CAF_TEST(while too much goes wrong outside no job is taken) {
  use_cooldown();
  note_troubles(2);
  CAF_CHECK(try_submit(make_draft(1)));
  note_troubles(1);
  pass(1'500ms);
  auto refused = try_submit(make_draft(1));
  CAF_REQUIRE(!refused);
  CAF_CHECK(refused.error().code == errc::cooling_down);
  CAF_CHECK_EQUAL(refused.error().retry_after_s, 299u);
  CAF_CHECK_EQUAL(refused.error().detail,
                  "Too much goes wrong outside; new jobs are taken again in "
                  "299 s");
  pass(298'499ms);
  CAF_CHECK(!try_submit(make_draft(1)));
  pass(1ms);
  CAF_CHECK(try_submit(make_draft(1)));
}

CAF_TEST(during a cooldown the repeat of what was accepted is answered) {
  use_cooldown();
  auto draft = make_draft(1);
  draft.repeat = {"key", "digest"};
  auto first = try_submit(draft);
  CAF_REQUIRE(first);
  note_troubles(3);
  auto again = try_submit(draft);
  CAF_REQUIRE(again);
  CAF_CHECK_EQUAL(again->id, first->id);
  draft.repeat.key = "another";
  auto other = try_submit(draft);
  CAF_REQUIRE(!other);
  CAF_CHECK(other.error().code == errc::cooling_down);
  CAF_CHECK_EQUAL(other.error().retry_after_s, 300u);
}

CAF_TEST(at the limit of a source the repeat of a scrape is answered) {
  use_source(true);
  auto draft = scrape_draft();
  draft.repeat = {"key", "digest"};
  auto first = try_submit(draft);
  CAF_REQUIRE(first);
  use_source(fail(errc::daily_limit, "Enough for today"));
  auto again = try_submit(draft);
  CAF_REQUIRE(again);
  CAF_CHECK_EQUAL(again->id, first->id);
  draft.repeat.key = "another";
  auto other = try_submit(draft);
  CAF_REQUIRE(!other);
  CAF_CHECK(other.error().code == errc::daily_limit);
}

CAF_TEST(a cooldown is told once) {
  std::vector<announce> told;
  intake_settings.tell = [&](announce what) {
    told.push_back(std::move(what));
  };
  use_cooldown();
  note_troubles(10);
  CAF_REQUIRE_EQUAL(told.size(), 1u);
  CAF_CHECK(told[0].event == event_kind::system_paused);
  CAF_CHECK_EQUAL(told[0].data, R"({"seconds":300,"reason":"Too much goes )"
                                R"(wrong outside"})");
  stop();
}

CAF_TEST(troubles that are further apart than a minute are none) {
  use_cooldown();
  for (int i = 0; i < 10; ++i) {
    note_troubles(1);
    pass(31s);
  }
  CAF_CHECK(try_submit(make_draft(1)));
  note_troubles(2);
  CAF_CHECK(!try_submit(make_draft(1)));
}

CAF_TEST(troubles during a cooldown do not make it longer) {
  use_cooldown();
  note_troubles(3);
  pass(299s);
  note_troubles(50);
  CAF_CHECK(!try_submit(make_draft(1)));
  pass(1s);
  CAF_CHECK(try_submit(make_draft(1)));
}

CAF_TEST(without a threshold no trouble is too much) {
  note_troubles(10'000);
  CAF_CHECK(try_submit(make_draft(1)));
}

CAF_TEST_FIXTURE_SCOPE_END()
