// Every store is held to what store/job_store.hpp promises of finding people
// and of taking them out.
#define CAF_SUITE store_conformance_erasure
#include <caf/test/unit_test.hpp>

#include "tests/store/stores.hpp"

using namespace leadmill;
using namespace leadmill::test;

namespace {

std::vector<lead_result> results(store_under_test& store,
                                 const std::string& id) {
  result_query query;
  query.job = id;
  auto reader = store.reader();
  return need(need(reader->open_results(query))->next(100000)).leads;
}

/// What stays of a lead of `lead()`.
lead_result blank(lead_result of) {
  of.key.clear();
  of.input = "{}";
  of.fields = R"({"erased":true})";
  if (of.status != lead_status::saved)
    of.reason = "erased";
  return of;
}

lead_result blank_row(std::uint32_t row) {
  auto out = blank(lead(row, lead_status::filtered));
  out.duplicate_of = no_row;
  return out;
}

} // namespace

CAF_TEST(people are found by their key over all jobs in order) {
  with_each_store([](store_under_test& store) {
    CAF_CHECK(need(store.reader()->find_lead("key-3")).empty());
    run_through(store, 2, 12);
    auto attempt = start(store, 1, 20);
    store.done(save_leads{attempt, {lead(17), lead(3), lead(4)}});
    std::vector<lead_place> expected{
        {id_of(2), 3}, {id_of(2), 10}, {id_of(1), 3}, {id_of(1), 17}};
    CAF_CHECK(need(store.reader()->find_lead("key-3")) == expected);
    CAF_CHECK(need(store.reader()->find_lead("key")).empty());
    CAF_CHECK(need(store.reader()->find_lead("KEY-3")).empty());
    // Rows without a key are nobody in particular.
    auto unknown = lead(9);
    unknown.key.clear();
    store.done(save_leads{attempt, {unknown}});
    CAF_CHECK(need(store.reader()->find_lead("")).empty());
  });
}

CAF_TEST(an erased row keeps its place and nothing of the person) {
  with_each_store([](store_under_test& store) {
    auto attempt = start(store, 1, 600);
    store.done(save_leads{attempt,
                          {lead(8), lead(300, lead_status::failed), lead(1)}});
    auto before = need(store.reader()->find(attempt.job));
    auto after = store.done(erase_leads{attempt.job, {8, 300, 599, 255, 0}});
    CAF_CHECK(after.counts == (job_counts{2, 3, 1}));
    CAF_CHECK_EQUAL(after.progress.current, 6u);
    CAF_CHECK_EQUAL(after.seq, before.seq + 1);
    CAF_CHECK(after.phase == job_phase::running);
    std::vector<lead_result> expected{blank_row(0),
                                      lead(1),
                                      blank(lead(8)),
                                      blank_row(255),
                                      blank(lead(300, lead_status::failed)),
                                      blank_row(599)};
    CAF_CHECK(results(store, attempt.job) == expected);
    store.reopen();
    CAF_CHECK(results(store, attempt.job) == expected);
    auto rows = inputs(store, attempt);
    CAF_REQUIRE_EQUAL(rows.size(), 600u);
    for (std::uint32_t row = 0; row < 600; ++row) {
      bool gone =
          row == 8 || row == 300 || row == 599 || row == 255 || row == 0;
      if (rows.at(row) != (gone ? "{}" : row_text(row)))
        CAF_ERROR("row " << row << " is " << rows.at(row));
    }
    CAF_CHECK(need(store.reader()->find_lead("key-1")).size() == 1);
  });
}

CAF_TEST(nothing that is under way brings an erased person back) {
  with_each_store([](store_under_test& store) {
    auto attempt = start(store, 1, 3);
    store.done(erase_leads{attempt.job, {1}});
    auto state = store.done(save_leads{attempt, leads(0, 3)});
    CAF_CHECK(state.counts == (job_counts{2, 1, 0}));
    CAF_CHECK(results(store, attempt.job).at(1) == blank_row(1));
    CAF_CHECK(store.apply(end_of(attempt, attempt_end::completed)).has_value());
  });
}

CAF_TEST(a failed row that was erased is done again without the person) {
  with_each_store([](store_under_test& store) {
    auto attempt = start(store, 1, 2);
    store.done(save_leads{attempt, {lead(0, lead_status::failed), lead(1)}});
    store.done(end_of(attempt, attempt_end::completed));
    store.done(erase_leads{attempt.job, {0}});
    auto state = store.done(retry_job{attempt.job});
    CAF_CHECK(state.progress == (job_progress{1, 2}));
    store.done(begin_attempt{attempt.job, 1, "x"});
    CAF_CHECK(inputs(store, {attempt.job, 2})
              == (std::vector<std::string>{"{}", row_text(1)}));
  });
}

CAF_TEST(erasing again and rows that are not there change nothing) {
  with_each_store([](store_under_test& store) {
    auto attempt = run_through(store, 1, 3);
    auto erased = store.done(erase_leads{attempt.job, {1, 1, 99}});
    CAF_CHECK(erased.phase == job_phase::done);
    CAF_CHECK(erased.counts == (job_counts{3, 0, 0}));
    CAF_CHECK(store.done(erase_leads{attempt.job, {1, 3, 0xffffffff}})
              == erased);
    CAF_CHECK(store.done(erase_leads{attempt.job, {}}) == erased);
    CAF_CHECK_EQUAL(need(store.reader()->last_seq()), erased.seq);
    CAF_CHECK(code_of(store.apply(erase_leads{id_of(9), {0}}))
              == errc::not_found);
  });
}

CAF_TEST(a job in whatever state can be erased from) {
  with_each_store([](store_under_test& store) {
    auto later = draft(1, 2);
    later.delay_s = 5;
    store.done(accept_job{later});
    auto pending = store.done(erase_leads{later.id, {1}});
    CAF_CHECK(pending.phase == job_phase::scheduled);
    CAF_CHECK(pending.progress == (job_progress{1, 2}));
    store.done(cancel_job{later.id});
    auto ended = store.done(erase_leads{later.id, {0}});
    CAF_CHECK(ended.phase == job_phase::cancelled);
    CAF_CHECK(ended.progress == (job_progress{2, 2}));
    store.done(retry_job{later.id});
    store.done(begin_attempt{later.id, 0, "x"});
    CAF_CHECK(store.done(end_of({later.id, 1}, attempt_end::completed)).phase
              == job_phase::done);
  });
}

CAF_TEST(erasing forgets the key of the request) {
  with_each_store([](store_under_test& store) {
    auto what = draft(1, 2);
    what.repeat = {"key", "digest"};
    store.done(accept_job{what});
    store.done(erase_leads{what.id, {0}});
    what.id = id_of(2);
    CAF_CHECK_EQUAL(store.done(accept_job{what}).id, id_of(2));
  });
}

CAF_TEST(rows without a result are found in pages over all jobs) {
  with_each_store([](store_under_test& store) {
    run_through(store, 1, 300);
    auto attempt = start(store, 2, 700);
    store.done(save_leads{attempt, leads(0, 250)});
    store.done(save_leads{attempt, leads(260, 430)});
    store.done(accept_job{draft(3, 0)});
    store.done(accept_job{draft(4, 3)});
    store.done(cancel_job{id_of(4)});
    std::vector<lead_place> expected;
    for (std::uint32_t row = 0; row < 700; ++row)
      if ((row >= 250 && row < 260) || row >= 690)
        expected.push_back({id_of(2), row});
    for (std::uint32_t row = 0; row < 3; ++row)
      expected.push_back({id_of(4), row});
    auto reader = store.reader();
    for (std::uint32_t size : {1u, 4u, 10u, 23u, 1000u}) {
      std::vector<lead_place> found;
      unworked_page page;
      do {
        page = need(reader->unworked(page.next_job, page.next_row, size));
        CAF_CHECK(page.rows.size() <= size);
        for (const auto& row : page.rows) {
          found.push_back({row.job, row.row.row});
          if (row.row.json != row_text(row.row.row))
            CAF_ERROR("row " << row.row.row << " is " << row.row.json);
        }
      } while (page.next_job != 0 && found.size() < 1000);
      CAF_CHECK(found == expected);
    }
  });
}

CAF_TEST(a page of unworked rows goes on when its job is gone meanwhile) {
  with_each_store([](store_under_test& store) {
    store.done(accept_job{draft(1, 5)});
    store.done(accept_job{draft(2, 5)});
    auto page = need(store.reader()->unworked(0, 0, 3));
    CAF_CHECK_EQUAL(page.next_row, 3u);
    store.done(cancel_job{id_of(1)});
    store.remove(noon + 1);
    auto rest =
        need(store.reader()->unworked(page.next_job, page.next_row, 99));
    CAF_CHECK_EQUAL(rest.rows.size(), 5u);
    CAF_CHECK_EQUAL(rest.next_job, 0u);
  });
}

CAF_TEST(a row whose lead failed is to be looked at like an unworked one) {
  with_each_store([](store_under_test& store) {
    auto attempt = start(store, 1, 3);
    store.done(save_leads{attempt,
                          {lead(0), lead(1, lead_status::failed),
                           lead(2, lead_status::filtered)}});
    store.done(end_of(attempt, attempt_end::completed));
    auto page = need(store.reader()->unworked(0, 0, 9));
    CAF_REQUIRE_EQUAL(page.rows.size(), 1u);
    CAF_CHECK_EQUAL(page.rows.at(0).row.row, 1u);
    CAF_CHECK(page.rows.at(0).has_failed);
    store.done(erase_leads{attempt.job, {1}});
    auto again = need(store.reader()->unworked(0, 0, 9));
    CAF_REQUIRE_EQUAL(again.rows.size(), 1u);
    CAF_CHECK_EQUAL(again.rows.at(0).row.json, "{}");
  });
}

CAF_TEST(an erased row is not taken over) {
  with_each_store([](store_under_test& store) {
    auto parent = start(store, 1, 3);
    store.done(save_leads{parent, leads(0, 3)});
    store.done(end_of(parent, attempt_end::completed));
    store.done(erase_leads{parent.job, {1}});
    auto child = draft(2, 0);
    child.after = parent.job;
    child.takes_rows = true;
    CAF_CHECK_EQUAL(store.done(accept_job{child}).progress.total, 2u);
  });
}
