// What a scraping job waits for: its source, the pauses between pages and
// robots.txt; and that it stops at once while it does.
#define CAF_SUITE actors_scraping_waits
#include "actors/scraping_job.hpp"

#include "tests/actors/scraping.hpp"
#include "tests/support/copy.hpp"

using namespace leadmill;
using leadmill::testing::people;
using namespace std::chrono_literals;

namespace {

using fixture = leadmill::testing::scraping_fixture;

} // namespace

CAF_TEST_FIXTURE_SCOPE(scraping_waits_tests, fixture)

CAF_TEST(an attempt that waits for its source stops at once) {
  site.mute = true;
  auto actor = scrape();
  CAF_CHECK_EQUAL(site.asked.size(), 1u);
  self->send(actor, stop_attempt{attempt_end::released, {}, {}, 0});
  consume_messages();
  CAF_CHECK(look_up(id).phase == job_phase::queued);
  CAF_CHECK(has_quit(actor));
}

CAF_TEST(an attempt that pauses stops at once) {
  site.pages = {people(0, 1) + "more", people(1, 1)};
  auto actor = scrape();
  ask<job>(status, cancel_job{id});
  self->send(actor, stop_attempt{attempt_end::cancelled, {}, {}, 0});
  consume_messages();
  CAF_CHECK(look_up(id).phase == job_phase::cancelled);
  CAF_CHECK(has_quit(actor));
  pass(10s);
  CAF_CHECK_EQUAL(site.asked.size(), 1u);
}

CAF_TEST(a page that came before the attempt is stopped is kept) {
  site.pages = {people(0, 2) + "more", people(2, 2)};
  auto actor = begin_and_spawn();
  run_until([&] { return state(actor).saving; });
  self->send(actor, stop_attempt{attempt_end::released, {}, {}, 0});
  consume_messages();
  CAF_CHECK(look_up(id).phase == job_phase::queued);
  CAF_CHECK_EQUAL(results(id).size(), 2u);
  CAF_CHECK_EQUAL(look_up(id).progress.current, 1u);
}

CAF_TEST(an answer that comes after the attempt was stopped changes nothing) {
  site.mute = true;
  auto actor = scrape();
  self->send(actor, stop_attempt{attempt_end::released, {}, {}, 0});
  disk.failure = problem{errc::unavailable, "disk full", {}};
  consume_messages();
  CAF_CHECK(!has_quit(actor));
  answer_now(people(0, 2));
  consume_messages();
  disk.failure.reset();
  pass(1s);
  CAF_CHECK(look_up(id).phase == job_phase::queued);
  CAF_CHECK(results(id).empty());
}

CAF_TEST(a source whose actor dies fails the attempt) {
  site.mute = true;
  auto actor = scrape();
  kill(source);
  consume_messages();
  CAF_CHECK(look_up(id).phase == job_phase::retrying);
  CAF_CHECK(has_quit(actor));
}

CAF_TEST(a source whose actor is dead already fails the attempt) {
  auto dead = source;
  kill(source);
  consume_messages();
  source = dead;
  auto actor = scrape();
  CAF_CHECK(look_up(id).phase == job_phase::retrying);
  CAF_CHECK(has_quit(actor));
}

CAF_TEST(it is patient while it waits for its source or pauses) {
  site.mute = true;
  site.pages = {people(0, 2) + "more", people(2, 2)};
  auto actor = begin_and_spawn();
  CAF_CHECK(!is_patient(actor)); // it reads how far it has come
  consume_messages();
  CAF_CHECK(is_patient(actor));
  site.mute = false;
  answer_now(people(0, 2) + "more");
  run_until([&] { return state(actor).saving; });
  CAF_CHECK(!is_patient(actor));
  consume_messages();
  CAF_CHECK(is_patient(actor)); // the pause
  site.mute = true;
  pass(3s);
  CAF_CHECK(is_patient(actor));
  disk.failure = problem{errc::unavailable, "disk full", {}};
  answer_now(people(2, 2));
  consume_messages();
  CAF_CHECK(!is_patient(actor)); // the store cannot write
}

CAF_TEST(robots txt is read once and before the first page) {
  site.pages = {people(0, 1) + "more", people(1, 1)};
  declaration.obey_robots = true;
  scrape();
  finish();
  CAF_CHECK(look_up(id).phase == job_phase::done);
  CAF_REQUIRE_EQUAL(site.asked.size(), 3u);
  CAF_CHECK_EQUAL(site.asked[0].request, 1u);
  CAF_CHECK_EQUAL(site.asked[1].request, 0u);
  CAF_CHECK_EQUAL(site.asked[2].request, 0u);
}

CAF_TEST(a page that robots txt does not allow is not read) {
  site.pages = {people(0, 1) + "more", people(1, 1)};
  site.robots = "User-agent: *\nDisallow: /2\n";
  declaration.obey_robots = true;
  scrape();
  finish();
  auto ended = look_up(id);
  CAF_CHECK(ended.phase == job_phase::failed);
  CAF_CHECK_EQUAL(ended.code, "robots");
  CAF_CHECK_EQUAL(ended.error, "The robots.txt of directory does not let page "
                               "2 be read: Disallow: /2");
  CAF_CHECK_EQUAL(results(id).size(), 1u);
}

CAF_TEST(a longer pause that robots txt asks for is kept) {
  site.pages = {people(0, 1) + "more", people(1, 1)};
  site.robots = "User-agent: *\nCrawl-delay: 10\n";
  declaration.obey_robots = true;
  auto actor = scrape();
  CAF_CHECK_EQUAL(site.asked.size(), 2u);
  pass(9'999ms);
  CAF_CHECK_EQUAL(site.asked.size(), 2u);
  CAF_CHECK(is_patient(actor));
  pass(5'001ms);
  CAF_CHECK(look_up(id).phase == job_phase::done);
}

CAF_TEST(a robots txt that cannot be had fails the attempt) {
  site.mute = true;
  declaration.obey_robots = true;
  auto actor = scrape();
  CAF_CHECK(is_patient(actor));
  answer_now(fail(errc::upstream_failed, "status 503"));
  consume_messages();
  CAF_CHECK(look_up(id).phase == job_phase::retrying);
  CAF_CHECK(has_quit(actor));
}

CAF_TEST_FIXTURE_SCOPE_END()
