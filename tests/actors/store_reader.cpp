#define CAF_SUITE actors_store_reader
#include "actors/store_reader.hpp"

#include "tests/actors/system.hpp"

using namespace leadmill;
using leadmill::testing::make_draft;

namespace {

const std::string id = "enrichment-1767225600000-a";

struct fixture : leadmill::testing::system_fixture {
  fixture() {
    // No supervisor takes part: the job waits, with rows saved by hand.
    ask<job>(writer, change{accept_job{make_draft(8, id)}});
    ask<job>(writer, change{begin_attempt{id, 0, "here"}});
    save_leads saved{{id, 1}, {}};
    for (std::uint32_t row = 0; row < 7; ++row) {
      lead_result lead;
      lead.row = row;
      lead.key = std::to_string(row);
      lead.input = "{}";
      lead.fields = "{}";
      saved.leads.push_back(lead);
    }
    ask<job>(writer, change{saved});
  }

  result_query query() {
    result_query out;
    out.job = id;
    out.format = result_format::ndjson;
    return out;
  }
};

std::size_t lines(const std::string& text) {
  return static_cast<std::size_t>(std::count(text.begin(), text.end(), '\n'));
}

} // namespace

CAF_TEST_FIXTURE_SCOPE(store_reader_tests, fixture)

CAF_TEST(rows are pulled in chunks for the current attempt only) {
  auto chunk = ask<row_chunk>(reader, pull_rows{{id, 1}, 2, 3});
  CAF_REQUIRE(chunk);
  CAF_REQUIRE_EQUAL(chunk->rows.size(), 3u);
  CAF_CHECK_EQUAL(chunk->rows[0].row, 2u);
  CAF_CHECK(!chunk->last);
  auto stale = ask<row_chunk>(reader, pull_rows{{id, 2}, 0, 3});
  CAF_REQUIRE(!stale);
  CAF_CHECK(stale.error().code == errc::stale);
}

CAF_TEST(a page comes in parts) {
  auto part = ask<result_text>(reader, query());
  CAF_REQUIRE(part);
  CAF_CHECK_EQUAL(lines(part->text), 3u);
  CAF_REQUIRE(part->cursor != 0);
  auto second = ask<result_text>(reader, next_results{part->cursor});
  CAF_CHECK_EQUAL(lines(second->text), 3u);
  CAF_CHECK_EQUAL(second->cursor, part->cursor);
  auto third = ask<result_text>(reader, next_results{part->cursor});
  CAF_CHECK_EQUAL(lines(third->text), 1u);
  CAF_CHECK_EQUAL(third->cursor, 0u);
  CAF_CHECK(!ask<result_text>(reader, next_results{part->cursor}));
}

CAF_TEST(what is saved while a page is read does not show in it) {
  auto part = ask<result_text>(reader, query());
  lead_result late;
  late.row = 7;
  late.key = "late";
  late.input = late.fields = "{}";
  ask<job>(writer, change{save_leads{{id, 1}, {late}}});
  std::string rest;
  while (part->cursor != 0) {
    part = ask<result_text>(reader, next_results{part->cursor});
    CAF_REQUIRE(part);
    rest += part->text;
  }
  CAF_CHECK_EQUAL(lines(rest), 4u);
}

CAF_TEST(a page that nobody asks for is dropped) {
  auto part = ask<result_text>(reader, query());
  advance_time(std::chrono::seconds{61});
  consume_messages();
  CAF_CHECK(state_of<store_reader_pointer>(reader).pages.empty());
  auto late = ask<result_text>(reader, next_results{part->cursor});
  CAF_REQUIRE(!late);
  CAF_CHECK(late.error().code == errc::not_found);
}

CAF_TEST(a page that was closed is gone) {
  auto part = ask<result_text>(reader, query());
  self->send(reader, close_results{part->cursor});
  consume_messages();
  CAF_CHECK(!ask<result_text>(reader, next_results{part->cursor}));
}

CAF_TEST(the number of open pages is bounded) {
  for (int i = 0; i < 64; ++i)
    CAF_REQUIRE(ask<result_text>(reader, query()));
  auto refused = ask<result_text>(reader, query());
  CAF_REQUIRE(!refused);
  CAF_CHECK(refused.error().code == errc::too_many);
}

CAF_TEST(how far a scraping job has come is told to its current attempt) {
  const std::string scraping = "scraping-1767225600000-s";
  job_draft draft;
  draft.id = scraping;
  draft.type = job_type::scraping;
  draft.scrape = scrape_plan{"directory", R"({"q":"a"})", 3, 9};
  ask<job>(writer, change{accept_job{draft}});
  ask<job>(writer, change{begin_attempt{scraping, 0, "here"}});
  ask<job>(writer,
           change{save_page{{scraping, 1}, 1, "next", "digest", false, {}}});
  auto so_far = ask<scrape_progress>(reader, read_scrape{{scraping, 1}});
  CAF_REQUIRE(so_far);
  CAF_CHECK(so_far->plan == *draft.scrape);
  CAF_CHECK_EQUAL(so_far->pages, 1u);
  CAF_CHECK_EQUAL(so_far->cursor, "next");
  auto refusal = [&](const attempt_ref& attempt) {
    return ask<scrape_progress>(reader, read_scrape{attempt}).error().code;
  };
  CAF_CHECK(refusal({scraping, 2}) == errc::stale);
  CAF_CHECK(refusal({id, 1}) == errc::conflict);
  CAF_CHECK(refusal({"scraping-1767225600000-x", 1}) == errc::not_found);
}

CAF_TEST(kept answers and usage are read) {
  keep_answer kept{"skip", "key", 404, "none", now + 5, {"ada"}, 7};
  ask<job>(writer, change{kept});
  auto found = ask<kept_answer>(reader, find_answer{"key", "ada", now});
  CAF_REQUIRE(found);
  CAF_CHECK(found->found && found->knows_subject);
  CAF_CHECK_EQUAL(found->status, 404);
  CAF_CHECK_EQUAL(found->body, "none");
  found = ask<kept_answer>(reader, find_answer{"key", "bob", now});
  CAF_CHECK(found && found->found && !found->knows_subject);
  found = ask<kept_answer>(reader, find_answer{"key", "ada", now + 5});
  CAF_CHECK(found && !found->found);
  auto used = ask<usage_report>(reader, get_usage{now});
  CAF_REQUIRE(used);
  CAF_REQUIRE_EQUAL(used->entries.size(), 1u);
  CAF_CHECK(used->entries[0] == (usage_entry{"skip", 1, 1, 7, 7}));
}

CAF_TEST(an unknown job is not found) {
  auto q = query();
  q.job = "enrichment-1767225600000-nobody";
  auto missing = ask<result_text>(reader, q);
  CAF_REQUIRE(!missing);
  CAF_CHECK(missing.error().code == errc::not_found);
  CAF_CHECK(!ask<job>(reader, get_job{q.job}));
}

CAF_TEST_FIXTURE_SCOPE_END()
