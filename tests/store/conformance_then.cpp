// Every store is held to what store/job_store.hpp promises of a scraping job
// and the enrichment that follows it, and of what is left of both.
#define CAF_SUITE store_conformance_then
#include <caf/test/unit_test.hpp>

#include "tests/store/stores.hpp"

using namespace leadmill;
using namespace leadmill::test;

namespace {

save_page last(save_page page) {
  page.last = true;
  return page;
}

job_draft with_then(std::uint64_t number, std::uint64_t then) {
  auto out = scrape_draft(number, 3);
  out.then = {then_draft(then)};
  return out;
}

} // namespace

CAF_TEST(what follows is accepted with the scraping job and waits for it) {
  with_each_store([](store_under_test& store) {
    auto what = with_then(1, 2);
    what.then[0].tags = {"red"};
    what.then[0].policy = after_policy::always;
    what.then[0].metadata = R"({"a":1})";
    what.delay_s = 5;
    auto first = store.done(accept_job{what});
    CAF_CHECK_EQUAL(first.id, id_of(1));
    CAF_CHECK(first.phase == job_phase::scheduled);
    CAF_CHECK_EQUAL(first.seq, 1u);
    store.reopen();
    auto then = need(store.reader()->find(id_of(2)));
    CAF_CHECK(then.phase == job_phase::waiting);
    CAF_CHECK(then.type == job_type::enrichment);
    CAF_CHECK_EQUAL(then.after, id_of(1));
    CAF_CHECK(then.takes_rows);
    CAF_CHECK(then.policy == after_policy::always);
    CAF_CHECK(then.tags == std::vector<std::string>{"red"});
    CAF_CHECK_EQUAL(then.metadata, R"({"a":1})");
    CAF_CHECK(then.progress == job_progress{});
    CAF_CHECK_EQUAL(then.seq, 2u);
    CAF_CHECK_EQUAL(need(store.reader()->last_seq()), 2u);
    CAF_CHECK_EQUAL(need(store.reader()->open_jobs()).size(), 2u);
    CAF_CHECK_EQUAL(need(store.reader()->history(id_of(2))).size(), 1u);
    CAF_CHECK(store.done(release_job{id_of(2)}) == then);
  });
}

CAF_TEST(both jobs are written or none) {
  with_each_store([](store_under_test& store) {
    store.done(accept_job{draft(1, 1)});
    auto refusals =
        store.commit({accept_job{with_then(1, 2)}, accept_job{with_then(3, 1)},
                      accept_job{with_then(3, 3)}});
    CAF_CHECK(code_of(refusals.at(0)) == errc::conflict);
    CAF_CHECK(code_of(refusals.at(1)) == errc::conflict);
    CAF_CHECK(code_of(refusals.at(2)) == errc::invalid_argument);
    auto bad = with_then(3, 4);
    bad.then[0].rows = {"{}"};
    CAF_CHECK(code_of(store.apply(accept_job{bad})) == errc::invalid_argument);
    bad = with_then(3, 4);
    bad.after = id_of(99);
    CAF_CHECK(code_of(store.apply(accept_job{bad})) == errc::not_found);
    bad = with_then(3, 4);
    bad.scrape.reset();
    bad.repeat = {"key", "digest"};
    CAF_CHECK(code_of(store.apply(accept_job{bad})) == errc::invalid_argument);
    CAF_CHECK_EQUAL(need(store.reader()->last_seq()), 1u);
    for (std::uint64_t n : {2u, 3u, 4u})
      CAF_CHECK(code_of(store.reader()->find(id_of(n))) == errc::not_found);
    auto good = with_then(3, 4);
    good.repeat = {"key", "digest"};
    CAF_CHECK_EQUAL(store.done(accept_job{good}).id, id_of(3));
  });
}

CAF_TEST(a request that comes again starts neither job a second time) {
  with_each_store([](store_under_test& store) {
    auto what = with_then(1, 2);
    what.repeat = {"key", "digest"};
    what.then[0].repeat = {"other key", "digest"};
    auto first = store.done(accept_job{what});
    what.id = id_of(3);
    what.then[0].id = id_of(4);
    CAF_CHECK(store.done(accept_job{what}) == first);
    CAF_CHECK_EQUAL(need(store.reader()->open_jobs()).size(), 2u);
    what.repeat.digest = "other";
    CAF_CHECK(code_of(store.apply(accept_job{what})) == errc::key_reused);
    // The key of the second job is nobody's.
    auto other = draft(5, 1);
    other.repeat = {"other key", "x"};
    CAF_CHECK_EQUAL(store.done(accept_job{other}).id, id_of(5));
  });
}

CAF_TEST(what follows takes over what was scraped) {
  with_each_store([](store_under_test& store) {
    auto attempt = start(store, with_then(1, 2));
    auto page = page_of(attempt, 1, 0, 4);
    page.leads[0].input = R"({"Name":"Ada","City":"X"})";
    page.leads[1].status = lead_status::filtered;
    page.leads[1].input = R"({"Name":"Bob","Zürich":1})";
    page.leads[2].duplicate_of = 0;
    page.leads[3].input = "{\n\"Email\":\"eve@example.com\"}";
    store.done(page);
    auto second = last(page_of(attempt, 2, 4, 1));
    second.leads[0].input = R"({"Phone":"","Name":"Dan","more":[1]})";
    store.done(second);
    CAF_CHECK(store.done(release_job{id_of(2)}).phase == job_phase::waiting);
    store.done(end_of(attempt, attempt_end::completed));
    auto ready = store.done(release_job{id_of(2)});
    CAF_CHECK(ready.phase == job_phase::queued);
    CAF_CHECK(ready.progress == (job_progress{0, 3}));
    store.done(begin_attempt{id_of(2), 0, "x"});
    CAF_CHECK(
        inputs(store, {id_of(2), 1})
        == (std::vector<std::string>{
            R"({"Name":"Ada","City":"X"})", R"({ "Email":"eve@example.com"})",
            R"({"Phone":"","Name":"Dan","more":[1]})"}));
    // In the order of their first appearance; row 2 has a column of its own.
    std::vector<std::string> columns{"Name", "City",  "Zürich",
                                     "n",    "Email", "Phone"};
    store.reopen();
    CAF_CHECK(headers_of(store, id_of(1)) == columns);
    CAF_CHECK(headers_of(store, id_of(2)) == columns);
  });
}

CAF_TEST(columns that a scraping job was accepted with come first) {
  with_each_store([](store_under_test& store) {
    auto what = scrape_draft(1, 3);
    what.headers = {"Email", "Name"};
    auto attempt = start(store, what);
    auto page = page_of(attempt, 1, 0, 1);
    page.leads[0].input = R"({"Name":"Ada","City":"X"})";
    store.done(page);
    CAF_CHECK(headers_of(store, attempt.job)
              == (std::vector<std::string>{"Email", "Name", "City"}));
  });
}

CAF_TEST(what follows a scrape that found nothing has nothing to do) {
  with_each_store([](store_under_test& store) {
    auto attempt = start(store, with_then(1, 2));
    store.done(last(page_of(attempt, 1, 0, 0)));
    store.done(end_of(attempt, attempt_end::completed));
    CAF_CHECK(store.done(release_job{id_of(2)}).progress == job_progress{});
    store.done(begin_attempt{id_of(2), 0, "x"});
    CAF_CHECK(store.done(end_of({id_of(2), 1}, attempt_end::completed)).phase
              == job_phase::done);
    CAF_CHECK(headers_of(store, id_of(2)).empty());
  });
}

CAF_TEST(what follows a scrape that fails is skipped and can come again) {
  with_each_store([](store_under_test& store) {
    auto attempt = start(store, with_then(1, 2));
    store.done(page_of(attempt, 1, 0, 2));
    store.done(end_attempt{attempt, attempt_end::given_up, "No", "no"});
    CAF_CHECK(store.done(release_job{id_of(2)}).phase == job_phase::skipped);
    store.done(retry_job{attempt.job});
    store.done(begin_attempt{attempt.job, 1, "x"});
    store.done(last(page_of({attempt.job, 2}, 2, 2, 2)));
    store.done(end_of({attempt.job, 2}, attempt_end::completed));
    // As by {fromJob}.
    auto again = draft(3, 0);
    again.headers.clear();
    again.after = attempt.job;
    again.takes_rows = true;
    CAF_CHECK_EQUAL(store.done(accept_job{again}).progress.total, 4u);
  });
}

CAF_TEST(of a scraping job that was removed nothing is left for its id) {
  with_each_store([](store_under_test& store) {
    auto attempt = start(store, scrape_draft(1, 3));
    store.done(last(page_of(attempt, 1, 0, 50)));
    store.done(end_of(attempt, attempt_end::completed));
    CAF_CHECK_EQUAL(store.remove(noon + 1).size(), 1u);
    CAF_CHECK(code_of(store.reader()->scrape(attempt)) == errc::not_found);
    auto again = start(store, scrape_draft(1, 7));
    auto so_far = need(store.reader()->scrape(again));
    CAF_CHECK_EQUAL(so_far.pages, 0u);
    CAF_CHECK_EQUAL(so_far.plan.max_pages, 7u);
    store.purge(3);
    CAF_CHECK(need(store.reader()->scrape(again)) == so_far);
    CAF_CHECK(store.apply(page_of(again, 1, 0, 1)).has_value());
  });
}

CAF_TEST(statistics count what scraping jobs found and not their pages) {
  with_each_store([](store_under_test& store) {
    auto attempt = start(store, scrape_draft(1, 3));
    auto page = page_of(attempt, 1, 0, 9);
    page.leads[3].status = lead_status::filtered;
    store.done(page);
    store.done(last(page_of(attempt, 2, 9, 2)));
    store.done(end_of(attempt, attempt_end::completed));
    auto scraping = need(store.reader()->stats(noon + 1)).types.at(1);
    CAF_CHECK(scraping.leads == (lead_totals{10, 1, 0}));
    CAF_CHECK(scraping.last_hour == (throughput{1, 11}));
  });
}
