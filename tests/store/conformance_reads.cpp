// Every store is held to what store/job_store.hpp promises of reading.
#define CAF_SUITE store_conformance_reads
#include <caf/test/unit_test.hpp>

#include <algorithm>

#include "tests/store/stores.hpp"

using namespace leadmill;
using namespace leadmill::test;

namespace {

using numbers = std::vector<std::uint32_t>;

result_query all_of(const std::string& id) {
  result_query out;
  out.job = id;
  return out;
}

/// Everything a query gives, `step` rows at a time; `end` is the last part.
std::vector<lead_result> read_all(job_reader& reader, const result_query& query,
                                  std::uint32_t step, result_rows& end) {
  auto cursor = need(reader.open_results(query));
  std::vector<lead_result> out;
  do {
    end = need(cursor->next(step));
    CAF_CHECK(end.leads.size() <= step);
    out.insert(out.end(), end.leads.begin(), end.leads.end());
  } while (!end.last && out.size() < 100000);
  return out;
}

numbers read_rows(job_reader& reader, const result_query& query) {
  result_rows end;
  return rows_of(read_all(reader, query, 2, end));
}

} // namespace

CAF_TEST(rows are pulled in pieces across every border) {
  with_each_store([](store_under_test& store) {
    for (std::uint32_t total : {0u, 1u, 255u, 256u, 257u, 512u, 1000u}) {
      auto attempt = start(store, total + 1, total);
      auto reader = store.reader();
      for (std::uint32_t step : {1u, 255u, 256u, 300u, 5000u}) {
        std::uint32_t at = 0;
        for (bool last = false; !last;) {
          auto chunk = need(reader->pull({attempt, at, step}));
          bool equal = chunk.rows.size() <= step;
          for (const auto& row : chunk.rows) {
            equal = equal && row == (input_row{at, row_text(at)});
            ++at;
          }
          last = chunk.last;
          equal =
              equal && last == (at == total) && (last || !chunk.rows.empty());
          if (!equal)
            CAF_FAIL("pulling " << step << " of " << total << " at " << at);
        }
      }
      CAF_CHECK(need(reader->pull({attempt, total, 5})).last);
      CAF_CHECK(need(reader->pull({attempt, total + 900, 5})).rows.empty());
      auto none = need(reader->pull({attempt, 0, 0}));
      CAF_CHECK(none.rows.empty());
      CAF_CHECK_EQUAL(none.last, total == 0);
    }
  });
}

CAF_TEST(ten thousand rows go in and come out) {
  with_each_store([](store_under_test& store) {
    auto attempt = start(store, 1, 10000);
    for (std::uint32_t at = 0; at < 10000; at += 250)
      store.done(save_leads{attempt, leads(at, 250)});
    auto state = store.done(end_of(attempt, attempt_end::completed));
    CAF_CHECK_EQUAL(state.counts.saved, 10000u);
    result_rows end;
    auto all = read_all(*store.reader(), all_of(attempt.job), 512, end);
    CAF_CHECK(all == leads(0, 10000));
    CAF_CHECK(!end.next_row);
  });
}

CAF_TEST(the checkpoint comes in row order without the input) {
  with_each_store([](store_under_test& store) {
    auto attempt = start(store, 1, 20);
    store.done(save_leads{attempt, {lead(9), lead(2), lead(17)}});
    begin_again(store, attempt);
    store.done(save_leads{{attempt.job, 2}, {lead(3, lead_status::failed)}});
    auto reader = store.reader();
    attempt_ref now{attempt.job, 2};
    auto chunk = need(reader->checkpoint({now, 0, 3}));
    CAF_CHECK(rows_of(chunk.leads) == (numbers{2, 3, 9}));
    CAF_CHECK(!chunk.last);
    auto expected = lead(9);
    expected.input.clear();
    CAF_CHECK(chunk.leads.at(2) == expected);
    chunk = need(reader->checkpoint({now, 10, 3}));
    CAF_CHECK(rows_of(chunk.leads) == numbers{17});
    CAF_CHECK(chunk.last);
    CAF_CHECK(need(reader->checkpoint({now, 0, 4})).last);
    CAF_CHECK(!need(reader->checkpoint({now, 0, 0})).last);
    CAF_CHECK(need(reader->checkpoint({now, 18, 0})).last);
  });
}

CAF_TEST(results come in row order whatever the order of saving) {
  with_each_store([](store_under_test& store) {
    auto attempt = start(store, 1, 20);
    store.done(save_leads{attempt, {lead(9), lead(2)}});
    store.done(save_leads{attempt, {lead(11), lead(0)}});
    auto reader = store.reader();
    CAF_CHECK(read_rows(*reader, all_of(attempt.job))
              == (numbers{0, 2, 9, 11}));
    auto cursor = need(reader->open_results(all_of(attempt.job)));
    CAF_CHECK(cursor->head().state == need(reader->find(attempt.job)));
    CAF_CHECK(cursor->head().headers == std::vector<std::string>{"n"});
    CAF_CHECK(need(cursor->next(9)).leads.at(0) == lead(0));
    auto after = need(cursor->next(9));
    CAF_CHECK(after.leads.empty() && after.last);
    CAF_CHECK(code_of(reader->open_results(all_of(id_of(2))))
              == errc::not_found);
  });
}

CAF_TEST(a limit cuts the page and says where the next one begins) {
  with_each_store([](store_under_test& store) {
    auto attempt = start(store, 1, 20);
    store.done(save_leads{attempt, {lead(1), lead(3), lead(5), lead(8)}});
    auto reader = store.reader();
    auto query = all_of(attempt.job);
    query.limit = 2;
    result_rows end;
    auto page = read_all(*reader, query, 1, end);
    CAF_CHECK(rows_of(page) == (numbers{1, 3}));
    CAF_REQUIRE(end.next_row.has_value());
    // A row that comes in between is not jumped over.
    store.done(save_leads{attempt, {lead(4)}});
    query.from_row = *end.next_row;
    CAF_CHECK(rows_of(read_all(*reader, query, 9, end)) == (numbers{4, 5}));
    query.from_row = end.next_row.value();
    CAF_CHECK(rows_of(read_all(*reader, query, 9, end)) == numbers{8});
    CAF_CHECK(!end.next_row);
    query.limit = 5;
    query.from_row = 0;
    CAF_CHECK_EQUAL(read_all(*reader, query, 5, end).size(), 5u);
    CAF_CHECK(!end.next_row);
  });
}

CAF_TEST(results can be filtered by status) {
  with_each_store([](store_under_test& store) {
    auto attempt = start(store, 1, 20);
    for (std::uint32_t row = 0; row < 9; ++row)
      store.done(save_leads{attempt, {lead(row, all_lead_statuses[row % 3])}});
    auto query = all_of(attempt.job);
    query.status = lead_status::filtered;
    query.limit = 2;
    result_rows end;
    CAF_CHECK(rows_of(read_all(*store.reader(), query, 9, end))
              == (numbers{1, 4}));
    query.from_row = end.next_row.value();
    CAF_CHECK(rows_of(read_all(*store.reader(), query, 9, end)) == numbers{7});
    CAF_CHECK(!end.next_row);
  });
}

CAF_TEST(what was saved since comes in the order of saving) {
  with_each_store([](store_under_test& store) {
    auto attempt = start(store, 1, 20);
    store.done(save_leads{attempt, {lead(9), lead(2)}});
    store.done(save_leads{attempt, {lead(2), lead(7)}});
    auto reader = store.reader();
    auto query = all_of(attempt.job);
    query.since = 0;
    query.limit = 2;
    result_rows end;
    CAF_CHECK(rows_of(read_all(*reader, query, 1, end)) == (numbers{9, 2}));
    CAF_CHECK_EQUAL(end.next_since, 2u);
    CAF_CHECK(!end.next_row);
    query.since = end.next_since;
    CAF_CHECK(rows_of(read_all(*reader, query, 1, end)) == numbers{7});
    CAF_CHECK_EQUAL(end.next_since, 3u);
    for (std::uint64_t since :
         {std::uint64_t{3}, std::uint64_t{77}, std::uint64_t{0} - 1}) {
      query.since = since;
      CAF_CHECK(read_all(*reader, query, 1, end).empty());
      CAF_CHECK_EQUAL(end.next_since, since);
    }
    begin_again(store, attempt);
    store.done(save_leads{{attempt.job, 2}, {lead(0)}});
    query.since = 3;
    CAF_CHECK(rows_of(read_all(*reader, query, 1, end)) == numbers{0});
    query.since = 0;
    query.limit = 0;
    query.from_row = 3;
    query.status = lead_status::saved;
    CAF_CHECK(rows_of(read_all(*reader, query, 9, end)) == (numbers{9, 7}));
  });
}

CAF_TEST(what is committed while a cursor is open does not show) {
  with_each_store([](store_under_test& store) {
    auto attempt = start(store, 1, 1000);
    store.done(save_leads{attempt, leads(0, 500)});
    auto reader = store.reader();
    auto first = need(reader->open_results(all_of(attempt.job)));
    auto some = need(first->next(10));
    auto state = store.done(save_leads{attempt, leads(500, 500)});
    store.done(end_of(attempt, attempt_end::completed));
    auto second = need(reader->open_results(all_of(attempt.job)));
    reader.reset();
    CAF_CHECK(second->head().state.phase == job_phase::done);
    CAF_CHECK_EQUAL(need(second->next(5000)).leads.size(), 1000u);
    CAF_CHECK_EQUAL(need(first->next(5000)).leads.size(), 490u);
    CAF_CHECK(first->head().state.phase == job_phase::running);
    CAF_CHECK_EQUAL(first->head().state.seq, state.seq - 1);
  });
}

CAF_TEST(jobs are listed newest first in pages) {
  with_each_store([](store_under_test& store) {
    // The clock goes back once, and three come at the same time.
    const unix_ms times[] = {5, 9, 7, 7, 7, 3};
    for (std::uint64_t n = 0; n < 6; ++n)
      store.done(accept_job{draft(n, 1)}, noon + times[n]);
    const std::vector<std::string> expected{id_of(1), id_of(4), id_of(3),
                                            id_of(2), id_of(0), id_of(5)};
    auto reader = store.reader();
    for (std::uint32_t limit : {1u, 2u, 3u, 4u, 6u, 50u}) {
      job_query query;
      query.limit = limit;
      std::vector<job> all;
      do {
        auto page = need(reader->list(query));
        CAF_REQUIRE(!page.jobs.empty() && page.jobs.size() <= limit);
        all.insert(all.end(), page.jobs.begin(), page.jobs.end());
        query.cursor = page.next_cursor;
      } while (!query.cursor.empty());
      CAF_CHECK(ids_of(all) == expected);
      CAF_CHECK(all.at(0) == need(reader->find(id_of(1))));
    }
  });
}

CAF_TEST(a cursor that is none of ours and a limit of 0 are refused) {
  with_each_store([](store_under_test& store) {
    store.done(accept_job{draft(1, 1)});
    job_query query;
    for (auto bad : {"x", "n1", "c1", "c1n", "c1n2 ", "c1n2n3", "c1n02",
                     "c99999999999999999999n1", "1", "%", "c1n2'; --"}) {
      query.cursor = bad;
      CAF_CHECK(code_of(store.reader()->list(query)) == errc::invalid_argument);
    }
    query.cursor.clear();
    query.limit = 0;
    CAF_CHECK(code_of(store.reader()->list(query)) == errc::invalid_argument);
  });
}

CAF_TEST(the list can be restricted) {
  with_each_store([](store_under_test& store) {
    for (std::uint64_t n = 0; n < 6; ++n) {
      auto what = n == 5 ? scrape_draft(n, 1) : draft(n, 0);
      what.tags = n % 2 == 0 ? std::vector<std::string>{"even", "all", "all"}
                             : std::vector<std::string>{"all"};
      store.done(accept_job{what}, noon + static_cast<unix_ms>(n));
    }
    store.done(begin_attempt{id_of(0), 0, "x"});
    store.done(cancel_job{id_of(0)});
    store.done(begin_attempt{id_of(1), 0, "x"});
    store.done(begin_attempt{id_of(2), 0, "x"});
    store.done(end_of({id_of(2), 1}, attempt_end::completed));
    auto listed = [&](auto set) {
      job_query query;
      set(query);
      return ids_of(need(store.reader()->list(query)).jobs);
    };
    using ids = std::vector<std::string>;
    CAF_CHECK(listed([](auto& q) { q.open_only = true; })
              == (ids{id_of(5), id_of(4), id_of(3), id_of(1), id_of(0)}));
    CAF_CHECK(listed([](auto& q) { q.status = job_status::running; })
              == (ids{id_of(1), id_of(0)}));
    CAF_CHECK(listed([](auto& q) { q.status = job_status::completed; })
              == ids{id_of(2)});
    CAF_CHECK(listed([](auto& q) { q.status = job_status::failed; }).empty());
    CAF_CHECK(listed([](auto& q) { q.type = job_type::scraping; })
              == ids{id_of(5)});
    CAF_CHECK(listed([](auto& q) { q.tag = "even"; })
              == (ids{id_of(4), id_of(2), id_of(0)}));
    CAF_CHECK(listed([](auto& q) { q.tag = "eve"; }).empty());
    CAF_CHECK(listed([](auto& q) { q.from = noon + 4; })
              == (ids{id_of(5), id_of(4)}));
    CAF_CHECK(listed([](auto& q) { q.to = noon + 2; })
              == (ids{id_of(1), id_of(0)}));
    CAF_CHECK(listed([](auto& q) {
                q.tag = "all";
                q.from = noon + 1;
                q.to = noon + 4;
                q.status = job_status::pending;
              })
              == ids{id_of(3)});
  });
}

CAF_TEST(text is found in ids and tags and metadata whatever its case) {
  with_each_store([](store_under_test& store) {
    auto what = draft(1, 0);
    what.tags = {"50% off", "Alpha"};
    store.done(accept_job{what});
    what = draft(2, 0);
    what.metadata = R"({"Owner":"Zürich_Team \\ [x]"})";
    store.done(accept_job{what});
    auto found = [&](const std::string& text) {
      job_query query;
      query.text = text;
      return ids_of(need(store.reader()->list(query)).jobs);
    };
    using ids = std::vector<std::string>;
    CAF_CHECK(found("alPHA") == ids{id_of(1)});
    CAF_CHECK(found("50% O") == ids{id_of(1)});
    CAF_CHECK(found("5%f").empty());
    CAF_CHECK(found("h_t") == ids{id_of(2)});
    CAF_CHECK(found("a_p").empty());
    CAF_CHECK(found("owner\":\"zü") == ids{id_of(2)});
    CAF_CHECK(found("\\\\ [X]") == ids{id_of(2)});
    CAF_CHECK(found("off\",\"alpha").empty());
    CAF_CHECK(found("ENRICHMENT-").size() == 2);
    CAF_CHECK(found(id_of(2)) == ids{id_of(2)});
    CAF_CHECK(found(std::string(100000, 'x')).empty());
    CAF_CHECK(found("'").empty());
  });
}

CAF_TEST(open jobs come in order of acceptance and ended ones latest first) {
  with_each_store([](store_under_test& store) {
    for (std::uint64_t n = 0; n < 7; ++n)
      store.done(accept_job{draft(n, 1)}, noon - static_cast<unix_ms>(n));
    for (std::uint64_t n : {5, 1, 3})
      store.done(cancel_job{id_of(n)}, noon - static_cast<unix_ms>(n));
    store.done(begin_attempt{id_of(0), 0, "x"});
    store.done(cancel_job{id_of(0)});
    using ids = std::vector<std::string>;
    auto reader = store.reader();
    CAF_CHECK(ids_of(need(reader->open_jobs()))
              == (ids{id_of(0), id_of(2), id_of(4), id_of(6)}));
    CAF_CHECK(ids_of(need(reader->recently_ended(10)))
              == (ids{id_of(3), id_of(1), id_of(5)}));
    CAF_CHECK(ids_of(need(reader->recently_ended(2)))
              == (ids{id_of(3), id_of(1)}));
    CAF_CHECK(need(reader->recently_ended(0)).empty());
  });
}

CAF_TEST(readers refuse jobs that do not exist) {
  with_each_store([](store_under_test& store) {
    auto reader = store.reader();
    attempt_ref none{id_of(1), 0};
    CAF_CHECK(code_of(reader->find(none.job)) == errc::not_found);
    CAF_CHECK(code_of(reader->pull({none, 0, 1})) == errc::not_found);
    CAF_CHECK(code_of(reader->checkpoint({none, 0, 1})) == errc::not_found);
  });
}
