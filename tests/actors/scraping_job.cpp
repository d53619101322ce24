#define CAF_SUITE actors_scraping_job
#include "actors/scraping_job.hpp"

#include <set>

#include "tests/actors/scraping.hpp"
#include "tests/support/copy.hpp"

using namespace leadmill;
using leadmill::testing::people;
using namespace std::chrono_literals;

namespace {

using fixture = leadmill::testing::scraping_fixture;

std::string value(const upstream_ask& asked, std::string_view name) {
  for (const auto& [key, text] : asked.values)
    if (key == name)
      return text;
  return "no such value";
}

} // namespace

CAF_TEST_FIXTURE_SCOPE(scraping_job_tests, fixture)

CAF_TEST(pages are read in order and each is saved with its rows) {
  site.pages = {people(0, 3) + "more a", people(3, 3) + "more b", people(6, 2)};
  scrape();
  finish();
  auto ended = look_up(id);
  CAF_CHECK(ended.phase == job_phase::done);
  CAF_CHECK_EQUAL(ended.progress.current, 3u);
  CAF_CHECK_EQUAL(ended.counts.saved, 8u);
  auto all = results(id);
  CAF_REQUIRE_EQUAL(all.size(), 8u);
  for (std::uint32_t row = 0; row < 8; ++row) {
    CAF_CHECK_EQUAL(all[row].row, row);
    auto email = "ada" + std::to_string(row) + "@example.com";
    CAF_CHECK(all[row].fields.find(email) != std::string::npos);
  }
  CAF_REQUIRE_EQUAL(site.asked.size(), 3u);
  std::uint32_t page = 0;
  for (const auto& asked : site.asked) {
    CAF_CHECK_EQUAL(value(asked, "page"), std::to_string(page + 1));
    CAF_CHECK_EQUAL(value(asked, "start"), std::to_string(25 * page));
    CAF_CHECK_EQUAL(value(asked, "count"), "25");
    CAF_CHECK_EQUAL(value(asked, "params"), R"({"title":"owner"})");
    CAF_CHECK_EQUAL(asked.request, 0u);
    CAF_CHECK_EQUAL(asked.subject, "");
    CAF_CHECK(asked.attempt == (attempt_ref{id, 1}));
    ++page;
  }
  CAF_CHECK_EQUAL(value(site.asked[0], "next"), "");
  CAF_CHECK_EQUAL(value(site.asked[1], "next"), "a");
  CAF_CHECK_EQUAL(value(site.asked[2], "next"), "b");
}

CAF_TEST(a lead says where it was found) {
  site.pages = {people(0, 1)};
  scrape();
  auto lead = copy(results(id).at(0));
  for (std::string part :
       {R"("platform":"Directory")", R"("searchFilter":"title: owner")",
        R"("sourceDetails":"directory")", R"("dateScraped":"2026-01-01")"})
    CAF_CHECK(lead.fields.find(part) != std::string::npos);
  CAF_CHECK(lead.input.find(R"("Platform":"Directory")") != std::string::npos);
}

CAF_TEST(nothing that is found is filtered) {
  site.pages = {R"({"Name":"Old Example","Age":"93"})"
                "\n"
                R"({"Name":"No Phone","Do Not Call":"yes"})"
                "\n"
                R"({"Name":"Fixed Line","Phone":"(212) 555-0100",)"
                R"("Line Type":"landline","Carrier":"Junk"})"
                "\n{}\n"};
  scrape();
  CAF_CHECK_EQUAL(look_up(id).counts.saved, 4u);
  CAF_CHECK_EQUAL(look_up(id).counts.filtered, 0u);
}

CAF_TEST(between two pages there is a pause and up to half of it more) {
  site.pages = {people(0, 1) + "more", people(1, 1) + "more", people(2, 1)};
  random = 0;
  scrape();
  CAF_CHECK_EQUAL(site.asked.size(), 1u); // at once
  pass(1'999ms);
  CAF_CHECK_EQUAL(site.asked.size(), 1u);
  random = 1'000;
  pass(1ms);
  CAF_CHECK_EQUAL(site.asked.size(), 2u);
  pass(2'999ms);
  CAF_CHECK_EQUAL(site.asked.size(), 2u);
  pass(1ms);
  CAF_CHECK_EQUAL(site.asked.size(), 3u);
  CAF_CHECK(look_up(id).phase == job_phase::done);
}

CAF_TEST(
    a page that cannot be had fails the attempt and the next goes on there) {
  site.pages = {people(0, 2) + "more a", people(2, 2) + "more b", people(4, 2)};
  site.refusals[3] = {errc::upstream_failed, "status 502", {}};
  scrape();
  finish();
  auto failed = look_up(id);
  CAF_CHECK(failed.phase == job_phase::retrying);
  CAF_CHECK_EQUAL(failed.run_at, retry_at);
  CAF_CHECK_EQUAL(failed.progress.current, 2u);
  CAF_CHECK_EQUAL(failed.failures, 1u);
  site.refusals.clear();
  site.asked.clear();
  scrape_on();
  CAF_REQUIRE_EQUAL(site.asked.size(), 1u); // without a pause before it
  CAF_CHECK_EQUAL(value(site.asked[0], "page"), "3");
  CAF_CHECK_EQUAL(value(site.asked[0], "next"), "b");
  CAF_CHECK_EQUAL(value(site.asked[0], "start"), "50");
  CAF_CHECK(look_up(id).phase == job_phase::done);
  CAF_CHECK_EQUAL(results(id).size(), 6u);
}

CAF_TEST(what cannot be had says which page of which source) {
  site.pages = {people(0, 1) + "more", people(1, 1)};
  site.refusals[2] = {errc::upstream_failed, "status 502", {}};
  max_attempts = 1;
  scrape();
  finish();
  auto failed = look_up(id);
  CAF_CHECK(failed.phase == job_phase::failed);
  CAF_CHECK_EQUAL(failed.code, "source_failed");
  CAF_CHECK_EQUAL(failed.error, "directory could not give page 2: status 502");
}

CAF_TEST(an answer that cannot be read fails the attempt) {
  site.pages = {people(0, 1) + "more", "broken"};
  max_attempts = 1;
  scrape();
  finish();
  auto failed = look_up(id);
  CAF_CHECK_EQUAL(failed.code, "source_failed");
  CAF_CHECK_EQUAL(failed.error, "directory could not give page 2: no rows");
  CAF_CHECK_EQUAL(failed.counts.saved, 1u);
}

CAF_TEST(a duplicate is kept once and it is the first) {
  site.pages = {people(0, 3) + "more", people(1, 4) + people(0, 2)};
  scrape();
  finish();
  CAF_CHECK(look_up(id).phase == job_phase::done);
  auto all = results(id);
  CAF_REQUIRE_EQUAL(all.size(), 5u);
  std::set<std::string> keys;
  for (const auto& lead : all) {
    keys.insert(lead.key);
    CAF_CHECK_EQUAL(lead.duplicate_of, no_row);
  }
  CAF_CHECK_EQUAL(keys.size(), 5u);
}

CAF_TEST(a duplicate of what an earlier attempt saved is left out) {
  site.pages = {people(0, 7) + "more", people(7, 7) + "more", people(3, 13)};
  site.refusals[3] = {errc::upstream_failed, "status 502", {}};
  scrape();
  finish();
  site.refusals.clear();
  scrape_on();
  CAF_CHECK(look_up(id).phase == job_phase::done);
  CAF_CHECK_EQUAL(results(id).size(), 16u);
}

CAF_TEST(as many results as were asked for are kept and no page is read then) {
  site.pages = {people(0, 4) + "more", people(2, 4) + "more", people(6, 9)};
  plan.max_results = 5;
  scrape();
  finish();
  CAF_CHECK(look_up(id).phase == job_phase::done);
  CAF_CHECK_EQUAL(results(id).size(), 5u);
  CAF_CHECK_EQUAL(site.asked.size(), 2u);
}

CAF_TEST(as many pages as were asked for are read) {
  site.pages = {people(0, 1) + "more", people(1, 1) + "more",
                people(2, 1) + "more"};
  plan.max_pages = 2;
  scrape();
  finish();
  CAF_CHECK(look_up(id).phase == job_phase::done);
  CAF_CHECK_EQUAL(site.asked.size(), 2u);
  CAF_CHECK_EQUAL(results(id).size(), 2u);
}

CAF_TEST(a page without rows is the last whatever it says) {
  site.pages = {people(0, 1) + "more", "more"};
  scrape();
  finish();
  CAF_CHECK(look_up(id).phase == job_phase::done);
  CAF_CHECK_EQUAL(site.asked.size(), 2u);
}

CAF_TEST(a search that finds nothing is done) {
  site.pages = {""};
  scrape();
  CAF_CHECK(look_up(id).phase == job_phase::done);
  CAF_CHECK(results(id).empty());
}

CAF_TEST(a page that repeats the one before it ends the job) {
  site.pages = {people(0, 2) + "more", people(2, 2) + "more",
                people(2, 2) + "more", people(4, 2)};
  scrape();
  finish();
  auto ended = look_up(id);
  CAF_CHECK(ended.phase == job_phase::failed);
  CAF_CHECK_EQUAL(ended.code, "page_repeated");
  CAF_CHECK(ended.error.starts_with("Page 3 of directory repeats page 2: "));
  CAF_CHECK_EQUAL(results(id).size(), 4u);
  CAF_CHECK_EQUAL(ended.progress.current, 2u);
}

CAF_TEST(a repeated page is noticed across attempts) {
  site.pages = {people(0, 2) + "more", people(0, 2) + "more"};
  site.refusals[2] = {errc::upstream_failed, "status 502", {}};
  scrape();
  finish();
  site.refusals.clear();
  scrape_on();
  CAF_CHECK_EQUAL(look_up(id).code, "page_repeated");
}

CAF_TEST(a limit in the middle fails the job and a retry goes on there) {
  for (auto limit : {errc::daily_limit, errc::monthly_limit}) {
    id = "scraping-1767225600000-" + std::to_string(static_cast<int>(limit));
    site.asked.clear();
    site.pages = {people(0, 2) + "more a", people(2, 2)};
    site.refusals[2] = {limit, "50 of 50 today", {}};
    scrape();
    finish();
    auto failed = look_up(id);
    CAF_CHECK(failed.phase == job_phase::failed);
    CAF_CHECK_EQUAL(failed.error, "Scrape limit reached");
    CAF_CHECK_EQUAL(failed.code, "scrape_limit");
    CAF_CHECK_EQUAL(results(id).size(), 2u);
    site.refusals.clear();
    CAF_REQUIRE(ask<job>(status, retry_job{id}));
    scrape_on();
    CAF_CHECK_EQUAL(value(site.asked.back(), "page"), "2");
    CAF_CHECK_EQUAL(value(site.asked.back(), "next"), "a");
    CAF_CHECK(look_up(id).phase == job_phase::done);
    CAF_CHECK_EQUAL(results(id).size(), 4u);
  }
}

CAF_TEST(a source that refuses is not asked again) {
  site.refusals[1] = {errc::upstream_refused, "status 400: no such state", {}};
  scrape();
  auto failed = look_up(id);
  CAF_CHECK(failed.phase == job_phase::failed);
  CAF_CHECK_EQUAL(failed.code, "source_refused");
  CAF_CHECK_EQUAL(failed.error,
                  "directory refuses page 1: status 400: no such state");
}

CAF_TEST(a page that cannot be stored now is kept and not read again) {
  site.pages = {people(0, 2)};
  auto actor = begin_and_spawn();
  run_until([&] { return state(actor).unsaved.has_value(); });
  disk.failure = problem{errc::unavailable, "disk full", {}};
  consume_messages();
  CAF_CHECK(results(id).empty());
  pass(1s);
  disk.failure.reset();
  pass(1s);
  CAF_CHECK(look_up(id).phase == job_phase::done);
  CAF_CHECK_EQUAL(results(id).size(), 2u);
  CAF_CHECK_EQUAL(site.asked.size(), 1u);
}

CAF_TEST(an attempt that was replaced quits and writes nothing more) {
  site.pages = {people(0, 2) + "more", people(2, 2) + "more", people(4, 2)};
  auto actor = scrape();
  begin_next();
  finish();
  CAF_CHECK(has_quit(actor));
  CAF_CHECK_EQUAL(results(id).size(), 2u);
}

CAF_TEST(an attempt of which everything is saved only ends) {
  site.pages = {people(0, 2)};
  auto actor = begin_and_spawn();
  run_until([&] { return results(id).size() == 2; });
  kill(actor);
  consume_messages();
  CAF_CHECK(look_up(id).phase == job_phase::running);
  site.asked.clear();
  declaration.name = "other"; // nor does it need its source any more
  scrape_on();
  CAF_CHECK(look_up(id).phase == job_phase::done);
  CAF_CHECK(site.asked.empty());
}

CAF_TEST(a job whose source is not there any more fails and says so) {
  site.pages = {people(0, 2) + "more", people(2, 2)};
  site.refusals[2] = {errc::upstream_failed, "status 502", {}};
  scrape();
  finish();
  declaration.name = "other";
  scrape_on();
  auto failed = look_up(id);
  CAF_CHECK(failed.phase == job_phase::failed);
  CAF_CHECK_EQUAL(failed.code, "source_unknown");
  CAF_CHECK(failed.error.starts_with("There is no source \"directory\""));
  // With the source there again, a retry goes on.
  declaration.name = "directory";
  site.refusals.clear();
  CAF_REQUIRE(ask<job>(status, retry_job{id}));
  scrape_on();
  CAF_CHECK(look_up(id).phase == job_phase::done);
  CAF_CHECK_EQUAL(results(id).size(), 4u);
}

CAF_TEST_FIXTURE_SCOPE_END()
