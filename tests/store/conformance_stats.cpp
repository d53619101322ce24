// Every store is held to what store/job_store.hpp promises of history,
// statistics and what is paused.
#define CAF_SUITE store_conformance_stats
#include <caf/test/unit_test.hpp>

#include "tests/store/stores.hpp"

using namespace leadmill;
using namespace leadmill::test;

namespace {

std::uint64_t in_phase(const type_stats& stats, job_phase phase) {
  return stats.by_phase.at(static_cast<std::size_t>(phase));
}

} // namespace

CAF_TEST(the history has an entry for every change of phase) {
  with_each_store([](store_under_test& store) {
    auto attempt = start(store, 1, 2);
    store.done(save_leads{attempt, {lead(0, lead_status::failed)}});
    store.done(end_attempt{attempt, attempt_end::failed, "It broke", "broken",
                           noon + 50},
               noon + 1);
    store.done(queue_job{attempt.job}, noon + 50);
    store.done(begin_attempt{attempt.job, 1, "there"}, noon + 51);
    store.done(end_of({attempt.job, 2}, attempt_end::died), noon + 52);
    store.done(begin_attempt{attempt.job, 2, "third"}, noon + 53);
    store.done(cancel_job{attempt.job}, noon + 54);
    store.done(cancel_job{attempt.job}, noon + 55);
    store.done(end_of({attempt.job, 3}, attempt_end::cancelled), noon + 56);
    store.done(retry_job{attempt.job}, noon + 57);
    store.done(erase_leads{attempt.job, {0}}, noon + 58);
    using p = job_phase;
    std::vector<history_entry> expected{
        {1, noon, 0, {}, p::queued, "", ""},
        {2, noon, 1, p::queued, p::running, "here", ""},
        {4, noon + 1, 1, p::running, p::retrying, "", "It broke"},
        {5, noon + 50, 1, p::retrying, p::queued, "", "due"},
        {6, noon + 51, 2, p::queued, p::running, "there", ""},
        {7, noon + 52, 2, p::running, p::queued, "",
         "its process or node died"},
        {8, noon + 53, 3, p::queued, p::running, "third", ""},
        {9, noon + 54, 3, p::running, p::cancelling, "third",
         "cancelled by request"},
        {10, noon + 56, 3, p::cancelling, p::cancelled, "third", ""},
        {11, noon + 57, 3, p::cancelled, p::queued, "", "retried by request"}};
    store.reopen();
    auto found = need(store.reader()->history(attempt.job));
    CAF_REQUIRE_EQUAL(found.size(), expected.size());
    for (std::size_t i = 0; i < expected.size(); ++i) {
      CAF_MESSAGE("entry " << i);
      CAF_CHECK(found.at(i) == expected.at(i));
    }
    CAF_CHECK(code_of(store.reader()->history(id_of(9))) == errc::not_found);
  });
}

CAF_TEST(an empty store has statistics of nothing) {
  with_each_store([](store_under_test& store) {
    auto stats = need(store.reader()->stats(noon));
    CAF_REQUIRE_EQUAL(stats.types.size(), 2u);
    type_stats none;
    CAF_CHECK(stats.types.at(0) == none);
    none.type = job_type::scraping;
    CAF_CHECK(stats.types.at(1) == none);
  });
}

CAF_TEST(what was completed in the last hour and day is counted) {
  with_each_store([](store_under_test& store) {
    run_through(store, 1, 4);
    auto attempt = start(store, 2, 9);
    store.done(save_leads{attempt, leads(0, 3)});
    store.done(end_of(attempt, attempt_end::given_up));
    constexpr unix_ms hour = 3'600'000;
    auto at = [&](unix_ms now) {
      return need(store.reader()->stats(now)).types.at(0);
    };
    auto soon = at(noon + hour - 1);
    CAF_CHECK(soon.last_hour == (throughput{1, 4}));
    CAF_CHECK(soon.last_day == (throughput{1, 4}));
    auto later = at(noon + 2 * hour);
    CAF_CHECK(later.last_hour == throughput{});
    CAF_CHECK(later.last_day == (throughput{1, 4}));
    CAF_CHECK(at(noon + 25 * hour).last_day == throughput{});
  });
}

CAF_TEST(jobs and leads and retries are counted by type) {
  with_each_store([](store_under_test& store) {
    for (std::uint64_t n = 1; n <= 3; ++n)
      run_through(store, n, 4);
    auto attempt = start(store, 4, 9);
    store.done(save_leads{attempt,
                          {lead(0, lead_status::filtered),
                           lead(1, lead_status::failed), lead(2)}});
    begin_again(store, begin_again(store, attempt));
    store.done(accept_job{draft(5, 1)});
    store.done(accept_job{scrape_draft(6, 1)});
    store.done(cancel_job{id_of(6)});
    auto stats = need(store.reader()->stats(noon));
    const auto& enrichment = stats.types.at(0);
    CAF_CHECK_EQUAL(in_phase(enrichment, job_phase::done), 3u);
    CAF_CHECK_EQUAL(in_phase(enrichment, job_phase::running), 1u);
    CAF_CHECK_EQUAL(in_phase(enrichment, job_phase::queued), 1u);
    CAF_CHECK_EQUAL(enrichment.retries, 2u);
    CAF_CHECK(enrichment.leads == (lead_totals{13, 1, 1}));
    CAF_CHECK_EQUAL(enrichment.waiting.count, 4u);
    CAF_CHECK_EQUAL(enrichment.running.count, 3u);
    const auto& scraping = stats.types.at(1);
    CAF_CHECK(scraping.type == job_type::scraping);
    CAF_CHECK_EQUAL(in_phase(scraping, job_phase::cancelled), 1u);
    CAF_CHECK(scraping.waiting == quantiles{});
    CAF_CHECK(scraping.running == quantiles{});
  });
}

CAF_TEST(times count from when nothing but a slot was missing) {
  with_each_store([](store_under_test& store) {
    auto run = [&](const std::string& id, unix_ms start) {
      store.done(begin_attempt{id, 0, "x"}, start);
      store.done(end_of({id, 1}, attempt_end::completed), start + 1000);
    };
    // At once: 5 ms. Scheduled: 7 ms after its time, whoever said it late.
    store.done(accept_job{draft(1, 0)});
    run(id_of(1), noon + 5);
    auto later = draft(2, 0);
    later.run_at = noon + 100;
    store.done(accept_job{later});
    store.done(queue_job{later.id}, noon + 103);
    run(later.id, noon + 107);
    // Waiting for another: 9 ms after the end of that.
    auto child = draft(3, 0);
    child.after = id_of(4);
    store.done(accept_job{draft(4, 0)}, noon + 500);
    store.done(accept_job{child}, noon + 500);
    run(id_of(4), noon + 500);
    store.done(release_job{child.id}, noon + 1500);
    run(child.id, noon + 1509);
    auto stats = need(store.reader()->stats(noon)).types.at(0);
    CAF_CHECK(stats.waiting == (quantiles{4, 5, 9, 9, 9}));
    CAF_CHECK(stats.running == (quantiles{4, 1000, 1000, 1000, 1000}));
  });
}

CAF_TEST(quantiles are of the jobs that came last) {
  constexpr std::uint64_t jobs = 10'003;
  with_each_store([](store_under_test& store) {
    std::vector<change> batch;
    for (std::uint64_t n = 1; n <= jobs; ++n) {
      batch.push_back(accept_job{n == jobs ? scrape_draft(n, 1) : draft(n, 0)});
    }
    store.commit(batch);
    batch.clear();
    for (std::uint64_t n = 1; n <= 2; ++n)
      store.done(begin_attempt{id_of(n), 0, "x"}, noon + 1'000'000);
    for (std::uint64_t n = 3; n <= jobs; ++n)
      batch.push_back(begin_attempt{id_of(n), 0, "x"});
    store.commit(batch, noon + 7);
    auto stats = need(store.reader()->stats(noon));
    CAF_CHECK(stats.types.at(0).waiting == (quantiles{10'000, 7, 7, 7, 7}));
    CAF_CHECK(stats.types.at(1).waiting == (quantiles{1, 7, 7, 7, 7}));
    CAF_CHECK_EQUAL(in_phase(stats.types.at(0), job_phase::running), 10'002u);
  });
}

CAF_TEST(types are paused one by one or all at once and stay so) {
  with_each_store([](store_under_test& store) {
    auto paused = [&] { return need(store.reader()->paused()); };
    CAF_CHECK(paused() == paused_types{});
    CAF_CHECK(store.done(set_paused{job_type::scraping, true}) == job{});
    CAF_CHECK(paused() == (paused_types{false, true}));
    store.done(set_paused{{}, true});
    store.done(set_paused{{}, true});
    store.reopen();
    CAF_CHECK(paused() == (paused_types{true, true}));
    store.done(set_paused{job_type::enrichment, false});
    CAF_CHECK(paused() == (paused_types{false, true}));
    store.done(set_paused{{}, false});
    CAF_CHECK(paused() == paused_types{});
    CAF_CHECK_EQUAL(need(store.reader()->last_seq()), 0u);
  });
}

CAF_TEST(pausing does not touch jobs) {
  with_each_store([](store_under_test& store) {
    auto attempt = start(store, 1, 1);
    auto before = need(store.reader()->find(attempt.job));
    store.done(set_paused{});
    CAF_CHECK(need(store.reader()->find(attempt.job)) == before);
    CAF_CHECK(store.apply(save_leads{attempt, leads(0, 1)}).has_value());
  });
}
