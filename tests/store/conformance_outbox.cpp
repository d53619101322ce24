// Every store is held to what store/job_store.hpp promises of outboxes: what
// stands in them, and in which order.
#define CAF_SUITE store_conformance_outbox
#include <caf/test/unit_test.hpp>

#include "tests/store/outboxes.hpp"

using namespace leadmill;
using namespace leadmill::test;

namespace {

template <class F>
void with_destinations(F f) {
  with_each_store(f, four_routes());
}

} // namespace

CAF_TEST(leads that are saved wait for those who want them) {
  with_destinations([](store_under_test& store) {
    auto attempt = start(store, 1, 3);
    store.done(save_leads{attempt, {lead(2), lead(0)}}, noon + 5);
    auto crm = pending(store, "crm");
    CAF_REQUIRE(crm.event == event_kind::leads_saved);
    CAF_CHECK_EQUAL(names_of(crm.leads), "1/2 1/0");
    CAF_CHECK_EQUAL(crm.since, noon + 5);
    CAF_CHECK(!crm.closed);
    CAF_CHECK(!pending(store, "extra").event);
    CAF_CHECK(!pending(store, "sheet").event);
    CAF_CHECK(!pending(store, "nobody").event);
  });
}

CAF_TEST(a job that names its outputs is told to those alone) {
  with_destinations([](store_under_test& store) {
    auto what = draft(1, 2);
    what.outputs = {"extra"};
    auto attempt = start(store, what);
    CAF_CHECK(need(store.reader()->find(id_of(1))).outputs == what.outputs);
    store.done(save_leads{attempt, leads(0, 2)});
    store.done(end_of(attempt, attempt_end::completed));
    CAF_CHECK_EQUAL(drain(store, "extra"), "leads 1/0 1/1");
    for (const char* other : {"crm", "sheet", "news"})
      CAF_CHECK_EQUAL(drain(store, other), "");
  });
}

CAF_TEST(saves that follow one another are one entry) {
  with_destinations([](store_under_test& store) {
    auto a = start(store, 1, 4);
    auto b = start(store, 2, 2);
    store.done(save_leads{a, {lead(0)}});
    store.done(save_leads{a, {lead(1)}}, noon + 9);
    // A row that is there already is not told again.
    store.done(save_leads{a, {lead(1), lead(2)}});
    store.done(save_leads{b, {lead(0)}});
    store.done(save_leads{a, {lead(3)}});
    auto crm = need(store.reader()->destinations()).at(0);
    CAF_CHECK_EQUAL(crm.destination, "crm");
    CAF_CHECK_EQUAL(crm.entries, 3u);
    CAF_CHECK_EQUAL(crm.leads, 5u);
    CAF_CHECK_EQUAL(crm.oldest_at, noon);
    CAF_CHECK_EQUAL(drain(store, "crm"), "leads 1/0 1/1 1/2 2/0 1/3");
  });
}

CAF_TEST(pages are told like rows) {
  with_destinations([](store_under_test& store) {
    auto attempt = start(store, scrape_draft(1, 3));
    store.done(page_of(attempt, 1, 0, 2));
    store.done(page_of(attempt, 1, 0, 2));
    store.done(page_of(attempt, 2, 2, 1));
    CAF_CHECK_EQUAL(drain(store, "crm"), "leads 1/0 1/1 1/2");
  });
}

CAF_TEST(leads at the end come once and before the news of it) {
  with_destinations([](store_under_test& store) {
    auto attempt = start(store, 1, 3);
    store.done(
        save_leads{attempt, {lead(1), lead(0), lead(2, lead_status::failed)}});
    CAF_CHECK(!pending(store, "sheet").event);
    store.done(end_of(attempt, attempt_end::completed));
    CAF_CHECK_EQUAL(drain(store, "sheet"), "leads 1/1 1/0; job.completed");
    store.reopen();
    store.done(retry_job{id_of(1)});
    store.done(begin_attempt{id_of(1), 1, "here"});
    attempt.number = 2;
    store.done(save_leads{attempt, {lead(2)}});
    store.done(end_of(attempt, attempt_end::completed));
    CAF_CHECK_EQUAL(drain(store, "sheet"), "leads 1/2; job.completed");
    CAF_CHECK_EQUAL(drain(store, "crm"), "leads 1/1 1/0 1/2");
  });
}

CAF_TEST(the news of a job come in their order) {
  with_destinations([](store_under_test& store) {
    run_through(store, 1, 1);
    auto failing = start(store, 2, 1);
    store.done(end_of(failing, attempt_end::given_up));
    start(store, 3, 1);
    store.done(cancel_job{id_of(3)});
    store.done(end_of({id_of(3), 1}, attempt_end::cancelled));
    store.done(accept_job{draft(4, 1)});
    store.done(cancel_job{id_of(4)});
    auto again = start(store, 5, 1);
    begin_again(store, again);
    CAF_CHECK_EQUAL(drain(store, "news"),
                    "job.started; job.completed; job.started; job.failed; "
                    "job.started; job.cancelled; job.cancelled; job.started");
  });
}

CAF_TEST(the news of a job hold it as it was then) {
  with_destinations([](store_under_test& store) {
    run_through(store, 1, 1);
    auto first = pending(store, "news");
    CAF_CHECK(first.closed);
    CAF_CHECK(first.data.find("\"status\":\"running\"") != std::string::npos);
    CAF_CHECK(first.data.find(id_of(1)) != std::string::npos);
    CAF_CHECK(first.ranges == (std::vector<lead_range>{{id_of(1), 0, 0}}));
  });
}

CAF_TEST(other news are told once under a key) {
  with_destinations([](store_under_test& store) {
    announce paused{event_kind::system_paused, R"({"seconds":300})", "one"};
    store.done(outbox_change{paused});
    store.done(outbox_change{paused});
    store.reopen();
    store.done(outbox_change{paused}, noon + 1);
    store.done(
        outbox_change{announce{event_kind::quota_approaching, "{}", "two"}});
    paused.key.clear();
    store.done(outbox_change{paused});
    auto first = pending(store, "news");
    CAF_CHECK_EQUAL(first.data, paused.data);
    CAF_CHECK(first.ranges.empty());
    CAF_CHECK_EQUAL(drain(store, "news"), "system.paused; system.paused");
    // After its time a key is forgotten.
    store.purge(1000, noon + 61 * 24 * 3'600'000ll);
    store.done(outbox_change{announce{paused.event, "{}", "one"}});
    CAF_CHECK_EQUAL(drain(store, "news"), "system.paused");
  });
}

CAF_TEST(a batch is cut at its bounds) {
  with_destinations([](store_under_test& store) {
    auto attempt = start(store, 1, 6);
    store.done(save_leads{attempt, leads(0, 5)});
    auto two = pending(store, "crm", 2);
    CAF_CHECK_EQUAL(names_of(two.leads), "1/0 1/1");
    CAF_CHECK(two.closed);
    CAF_CHECK(two.ranges == (std::vector<lead_range>{{id_of(1), 1, 2}}));
    auto small = asking("crm");
    small.max_bytes = 1;
    auto one = need(store.reader()->pending(small));
    CAF_CHECK_EQUAL(names_of(one.leads), "1/0");
    CAF_CHECK(one.closed);
    CAF_CHECK(pending(store, "crm", 5).closed);
    CAF_CHECK(!pending(store, "crm", 6).closed);
    // What is saved between the look and the commit is not lost.
    auto all = pending(store, "crm");
    store.done(save_leads{attempt, {lead(5)}});
    store.done(outbox_change{composing("crm", "a", all)});
    CAF_CHECK_EQUAL(names_of(pending(store, "crm").leads), "1/5");
  });
}

CAF_TEST(leads of other statuses are passed over) {
  with_destinations([](store_under_test& store) {
    auto attempt = start(store, 1, 4);
    store.done(save_leads{
        attempt,
        {lead(0, lead_status::filtered), lead(1, lead_status::failed)}});
    auto none = pending(store, "crm");
    CAF_CHECK(none.event.has_value());
    CAF_CHECK(none.leads.empty());
    store.done(save_leads{attempt, {lead(2)}});
    auto query = asking("crm");
    query.statuses = {lead_status::filtered, lead_status::saved};
    CAF_CHECK_EQUAL(names_of(need(store.reader()->pending(query)).leads),
                    "1/0 1/2");
    // Without an id they are taken, and nothing is made of them.
    auto skip = composing("crm", "", pending(store, "crm"));
    store.done(outbox_change{skip});
    CAF_CHECK(!pending(store, "crm").event);
    CAF_CHECK_EQUAL(open_at(store, "crm"), "");
  });
}

CAF_TEST(events close the batch before them) {
  with_each_store(
      [](store_under_test& store) {
        run_through(store, 1, 2);
        auto started = pending(store, "all");
        CAF_CHECK(started.event == event_kind::job_started);
        store.done(outbox_change{composing("all", "a", started)});
        auto two = pending(store, "all");
        CAF_CHECK_EQUAL(two.leads.size(), 2u);
        CAF_CHECK(two.closed);
      },
      {{"all", everything, false, true}});
}
