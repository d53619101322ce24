// Every store is held to what store/job_store.hpp promises of scraping jobs:
// their pages; conformance_then.cpp has the job that follows them.
#define CAF_SUITE store_conformance_scraping
#include <caf/test/unit_test.hpp>

#include "tests/store/stores.hpp"

#include "tests/support/copy.hpp"

using namespace leadmill;
using namespace leadmill::test;

namespace {

attempt_ref start_scrape(store_under_test& store, std::uint64_t number,
                         std::uint32_t max_pages,
                         std::uint32_t max_results = 250) {
  return start(store, scrape_draft(number, max_pages, max_results));
}

save_page last(save_page page) {
  page.last = true;
  return page;
}

std::vector<lead_result> results(store_under_test& store, result_query query) {
  auto reader = store.reader();
  return need(need(reader->open_results(query))->next(100000)).leads;
}

std::vector<lead_result> results(store_under_test& store,
                                 const std::string& id) {
  result_query query;
  query.job = id;
  return results(store, query);
}

scrape_progress progress_of(store_under_test& store,
                            const attempt_ref& attempt) {
  return need(store.reader()->scrape(attempt));
}

} // namespace

CAF_TEST(a scraping job counts pages and numbers rows on) {
  with_each_store([](store_under_test& store) {
    auto attempt = start_scrape(store, 1, 3);
    CAF_CHECK(need(store.reader()->pull({attempt, 0, 9})).rows.empty());
    auto first = page_of(attempt, 1, 0, 3);
    first.leads[1].status = lead_status::filtered;
    first.leads[2].duplicate_of = 0;
    auto state = store.done(first);
    CAF_CHECK(state.progress == (job_progress{1, 3}));
    CAF_CHECK(state.counts == (job_counts{2, 1, 0}));
    CAF_CHECK_EQUAL(state.seq, 3u);
    // Whatever number a row comes with.
    state = store.done(page_of(attempt, 2, 100, 2));
    CAF_CHECK(state.progress == (job_progress{2, 3}));
    CAF_CHECK(state.counts == (job_counts{4, 1, 0}));
    CAF_CHECK_EQUAL(state.seq, 4u);
    store.reopen();
    CAF_CHECK(need(store.reader()->find(attempt.job)) == state);
    auto expected = first.leads;
    for (auto l : page_of(attempt, 2, 100, 2).leads) {
      l.row = static_cast<std::uint32_t>(expected.size());
      expected.push_back(l);
    }
    CAF_CHECK(results(store, attempt.job) == expected);
    auto saved = need(store.reader()->checkpoint({attempt, 3, 9})).leads;
    CAF_CHECK(rows_of(saved) == (std::vector<std::uint32_t>{3, 4}));
    scrape_progress so_far{*scrape_draft(1, 3).scrape, 2, 5, "c2", "d2", false};
    CAF_CHECK(progress_of(store, attempt) == so_far);
  });
}

CAF_TEST(of a page that is there nothing changes) {
  with_each_store([](store_under_test& store) {
    auto attempt = start_scrape(store, 1, 9);
    store.done(page_of(attempt, 1, 0, 3));
    auto state = store.done(page_of(attempt, 2, 3, 3));
    auto before = results(store, attempt.job);
    auto so_far = progress_of(store, attempt);
    for (std::uint32_t page : {1u, 2u}) {
      auto other = last(page_of(attempt, page, 50, 8));
      other.cursor = other.digest = "other";
      CAF_CHECK(store.done(other) == state);
    }
    CAF_CHECK(results(store, attempt.job) == before);
    CAF_CHECK(progress_of(store, attempt) == so_far);
    CAF_CHECK_EQUAL(need(store.reader()->last_seq()), state.seq);
  });
}

CAF_TEST(pages are saved in order up to the last one) {
  with_each_store([](store_under_test& store) {
    auto attempt = start_scrape(store, 1, 3);
    for (std::uint32_t page : {0u, 2u, 0xffffffffu})
      CAF_CHECK(code_of(store.apply(page_of(attempt, page, 0, 1)))
                == errc::conflict);
    store.done(page_of(attempt, 1, 0, 1));
    CAF_CHECK(code_of(store.apply(page_of(attempt, 3, 0, 1)))
              == errc::conflict);
    store.done(last(page_of(attempt, 2, 1, 1)));
    CAF_CHECK(code_of(store.apply(page_of(attempt, 3, 0, 1)))
              == errc::conflict);
    CAF_CHECK_EQUAL(results(store, attempt.job).size(), 2u);
    auto other = start_scrape(store, 2, 1);
    store.done(page_of(other, 1, 0, 1));
    CAF_CHECK(code_of(store.apply(page_of(other, 2, 0, 1))) == errc::conflict);
    auto state = need(store.reader()->find(other.job));
    CAF_CHECK(state.progress == (job_progress{1, 1}));
  });
}

CAF_TEST(several pages may come in one batch with the end behind them) {
  with_each_store([](store_under_test& store) {
    auto id = id_of(1);
    auto answers =
        store.commit({accept_job{scrape_draft(1, 9)}, begin_attempt{id, 0, "x"},
                      page_of({id, 1}, 1, 0, 2), page_of({id, 1}, 1, 0, 2),
                      page_of({id, 1}, 3, 0, 2), page_of({id, 1}, 2, 2, 0),
                      last(page_of({id, 1}, 3, 2, 2)),
                      end_of({id, 1}, attempt_end::completed)});
    CAF_CHECK(code_of(answers.at(4)) == errc::conflict);
    auto done = need(answers.back());
    CAF_CHECK(done.phase == job_phase::done);
    CAF_CHECK(done.progress == (job_progress{3, 9}));
    CAF_CHECK_EQUAL(done.counts.saved, 4u);
    CAF_CHECK_EQUAL(done.seq, 6u);
    CAF_CHECK(rows_of(results(store, id))
              == (std::vector<std::uint32_t>{0, 1, 2, 3}));
  });
}

CAF_TEST(a page without rows is progress) {
  with_each_store([](store_under_test& store) {
    auto attempt = start_scrape(store, 1, 9);
    for (std::uint32_t n = 1; n <= 2; ++n) {
      store.done(end_of({attempt.job, n}, attempt_end::died));
      store.done(begin_attempt{attempt.job, n, "x"});
    }
    attempt.number = 3;
    CAF_CHECK_EQUAL(need(store.reader()->find(attempt.job)).deaths, 2u);
    auto before = need(store.reader()->last_seq());
    auto state = store.done(page_of(attempt, 1, 0, 0));
    CAF_CHECK_EQUAL(state.seq, before + 1);
    CAF_CHECK_EQUAL(state.deaths, 0u);
    CAF_CHECK(state.saved_since_start);
    CAF_CHECK_EQUAL(state.progress.current, 1u);
    CAF_CHECK_EQUAL(store.done(end_of(attempt, attempt_end::died)).deaths, 0u);
  });
}

CAF_TEST(a scraping job completes only when all that is wanted is saved) {
  with_each_store([](store_under_test& store) {
    auto complete = [&](const attempt_ref& attempt) {
      return store.apply(end_of(attempt, attempt_end::completed));
    };
    auto short_one = start_scrape(store, 1, 5, 4);
    CAF_CHECK(code_of(complete(short_one)) == errc::conflict);
    store.done(page_of(short_one, 1, 0, 3));
    CAF_CHECK(code_of(complete(short_one)) == errc::conflict);
    store.done(last(page_of(short_one, 2, 3, 0)));
    auto done = need(complete(short_one));
    CAF_CHECK(done.phase == job_phase::done);
    CAF_CHECK(done.progress == (job_progress{2, 5}));
    auto pages = start_scrape(store, 2, 1, 4);
    store.done(page_of(pages, 1, 0, 1));
    CAF_CHECK(complete(pages).has_value());
    auto rows = start_scrape(store, 3, 5, 4);
    store.done(page_of(rows, 1, 0, 4));
    CAF_CHECK(complete(rows).has_value());
  });
}

CAF_TEST(pages come from the current attempt only and while cancelling too) {
  with_each_store([](store_under_test& store) {
    auto attempt = start_scrape(store, 1, 9);
    for (std::uint32_t number : {0u, 2u}) {
      attempt_ref other{attempt.job, number};
      CAF_CHECK(code_of(store.apply(page_of(other, 1, 0, 1))) == errc::stale);
      CAF_CHECK(code_of(store.reader()->scrape(other)) == errc::stale);
    }
    store.done(cancel_job{attempt.job});
    CAF_CHECK_EQUAL(
        store.done(last(page_of(attempt, 1, 0, 1))).progress.current, 1u);
    CAF_CHECK(code_of(store.apply(end_of(attempt, attempt_end::completed)))
              == errc::stale);
    store.done(end_of(attempt, attempt_end::cancelled));
    CAF_CHECK(code_of(store.apply(page_of(attempt, 1, 0, 1))) == errc::stale);
    CAF_CHECK(code_of(store.reader()->scrape(attempt)) == errc::stale);
    CAF_CHECK(code_of(store.reader()->scrape({id_of(9), 1}))
              == errc::not_found);
    CAF_CHECK(code_of(store.apply(page_of({id_of(9), 1}, 1, 0, 1)))
              == errc::not_found);
  });
}

CAF_TEST(rows and pages are not mixed) {
  with_each_store([](store_under_test& store) {
    auto scraping = start_scrape(store, 1, 9);
    auto enrichment = start(store, 2, 3);
    CAF_CHECK(code_of(store.apply(save_leads{scraping, leads(0, 1)}))
              == errc::conflict);
    CAF_CHECK(code_of(store.apply(page_of(enrichment, 1, 0, 1)))
              == errc::conflict);
    CAF_CHECK(code_of(store.reader()->scrape(enrichment)) == errc::conflict);
    CAF_CHECK(results(store, scraping.job).empty());
    CAF_CHECK(results(store, enrichment.job).empty());
  });
}

CAF_TEST(a later attempt goes on after the last page) {
  with_each_store([](store_under_test& store) {
    auto attempt = start_scrape(store, 1, 3);
    store.done(page_of(attempt, 1, 0, 2));
    attempt = begin_again(store, attempt);
    store.done(page_of(attempt, 2, 2, 2));
    store.done(end_attempt{attempt, attempt_end::given_up, "No", "no"});
    auto retried = store.done(retry_job{attempt.job});
    CAF_CHECK(retried.progress == (job_progress{2, 3}));
    CAF_CHECK_EQUAL(retried.counts.saved, 4u);
    store.done(begin_attempt{attempt.job, 2, "x"});
    attempt.number = 3;
    auto so_far = progress_of(store, attempt);
    CAF_CHECK_EQUAL(so_far.pages, 2u);
    CAF_CHECK_EQUAL(so_far.rows, 4u);
    CAF_CHECK_EQUAL(so_far.cursor, "c2");
    CAF_CHECK_EQUAL(so_far.digest, "d2");
    store.done(page_of(attempt, 3, 4, 2));
    CAF_CHECK(store.done(end_of(attempt, attempt_end::completed)).phase
              == job_phase::done);
    CAF_CHECK_EQUAL(results(store, attempt.job).size(), 6u);
  });
}

CAF_TEST(results say what was read and how far) {
  with_each_store([](store_under_test& store) {
    auto attempt = start_scrape(store, 1, 3);
    store.done(page_of(attempt, 1, 0, 2));
    result_query query;
    query.job = attempt.job;
    auto rows = need(store.reader()->open_results(query));
    store.done(page_of(attempt, 2, 2, 2)); // not seen by what is open
    scrape_progress so_far{*scrape_draft(1, 3).scrape, 1, 2, "c1", "d1", false};
    CAF_CHECK(rows->head().scrape == so_far);
    store.done(accept_job{draft(2, 1)});
    query.job = id_of(2);
    CAF_CHECK(!need(store.reader()->open_results(query))->head().scrape);
  });
}

CAF_TEST(rows of a scraping job that failed stay where they are) {
  with_each_store([](store_under_test& store) {
    auto attempt = start_scrape(store, 1, 9);
    auto page = page_of(attempt, 1, 0, 3);
    page.leads[1].status = lead_status::failed;
    CAF_CHECK(store.done(page).counts == (job_counts{2, 0, 1}));
    store.done(cancel_job{attempt.job});
    store.done(end_of(attempt, attempt_end::cancelled));
    auto retried = store.done(retry_job{attempt.job});
    CAF_CHECK(retried.counts == (job_counts{2, 0, 1}));
    store.done(begin_attempt{attempt.job, 1, "x"});
    store.done(last(page_of({attempt.job, 2}, 2, 3, 1)));
    store.done(end_of({attempt.job, 2}, attempt_end::completed));
    CAF_CHECK_EQUAL(results(store, attempt.job).size(), 4u);
    CAF_CHECK(code_of(store.apply(retry_job{attempt.job})) == errc::conflict);
  });
}

CAF_TEST(what was scraped since is read in the order of saving) {
  with_each_store([](store_under_test& store) {
    auto attempt = start_scrape(store, 1, 9);
    store.done(page_of(attempt, 1, 0, 3));
    store.done(page_of(attempt, 2, 3, 3));
    result_query query;
    query.job = attempt.job;
    query.since = 2;
    CAF_CHECK(rows_of(results(store, query))
              == (std::vector<std::uint32_t>{2, 3, 4, 5}));
    query.since.reset();
    query.from_row = 4;
    query.limit = 1;
    auto reader = store.reader();
    auto page = need(need(reader->open_results(query))->next(9));
    CAF_CHECK(rows_of(page.leads) == std::vector<std::uint32_t>{4});
    CAF_CHECK_EQUAL(page.next_row.value_or(0), 5u);
  });
}

CAF_TEST(a person is taken out of a scraping job by its rows) {
  with_each_store([](store_under_test& store) {
    auto attempt = start_scrape(store, 1, 9);
    store.done(page_of(attempt, 1, 0, 3));
    auto before = store.done(page_of(attempt, 2, 3, 2));
    CAF_CHECK(need(store.reader()->find_lead("key-4"))
              == (std::vector<lead_place>{{attempt.job, 4}}));
    CAF_CHECK(need(store.reader()->unworked(0, 0, 99)).rows.empty());
    auto after = store.done(erase_leads{attempt.job, {4, 5, 8, 0xffffffff}});
    CAF_CHECK(after.counts == before.counts);
    CAF_CHECK(after.progress == before.progress);
    CAF_CHECK_EQUAL(after.seq, before.seq + 1);
    CAF_CHECK(store.done(erase_leads{attempt.job, {4, 5}}) == after);
    auto rows = results(store, attempt.job);
    CAF_REQUIRE_EQUAL(rows.size(), 5u);
    CAF_CHECK_EQUAL(rows.at(4).input, "{}");
    CAF_CHECK_EQUAL(rows.at(4).key, "");
    CAF_CHECK_EQUAL(rows.at(4).fields, R"({"erased":true})");
    CAF_CHECK(need(store.reader()->find_lead("key-4")).empty());
    store.done(page_of(attempt, 3, 9, 1));
    CAF_CHECK_EQUAL(copy(results(store, attempt.job).back().row), 5u);
  });
}
