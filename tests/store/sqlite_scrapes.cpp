#define CAF_SUITE store_sqlite_scrapes
#include "store/sqlite_scrapes.hpp"

#include <SQLiteCpp/SQLiteCpp.h>
#include <caf/test/unit_test.hpp>

#include "store/sqlite_connection.hpp"
#include "tests/store/cost.hpp"
#include "tests/store/stores.hpp"

using namespace leadmill;
using namespace leadmill::test;

namespace {

struct fixture {
  sqlite_under_test store{quick_parent()};
  connection db = need(open_for_writing(store.file()));

  std::string headers() {
    return db->execAndGet("SELECT headers FROM jobs").getString();
  }
};

} // namespace

CAF_TEST_FIXTURE_SCOPE(sqlite_scrapes_tests, fixture)

CAF_TEST(what is written is read) {
  auto what = scrape_draft(1, 0xffffffff, 0xfffffffe);
  what.scrape->source = "a \"source\"";
  what.scrape->params = R"({"q":"Zürich 🎉"})";
  store.done(accept_job{what});
  scrape_progress so_far;
  so_far.plan = *what.scrape;
  CAF_CHECK(find_scrape(*db, 1).value() == so_far);
  so_far.pages = 0xfffffffd;
  so_far.rows = 0xfffffffc;
  so_far.cursor = std::string(5'000, 'c');
  so_far.digest = "digest";
  so_far.last = true;
  update_scrape(*db, 1, so_far);
  CAF_CHECK(find_scrape(*db, 1).value() == so_far);
  CAF_CHECK(!find_scrape(*db, 2));
}

CAF_TEST(an enrichment reads no pages) {
  store.done(accept_job{draft(1, 3)});
  CAF_CHECK(!find_scrape(*db, 1));
}

CAF_TEST(headers are written when there are new ones) {
  store.done(accept_job{scrape_draft(1, 3)});
  add_headers(*db, 1, leads(0, 3));
  CAF_CHECK_EQUAL(headers(), R"(["n"])");
  auto changes = db->getTotalChanges();
  add_headers(*db, 1, leads(3, 3));
  add_headers(*db, 1, {});
  CAF_CHECK_EQUAL(db->getTotalChanges(), changes);
  auto other = lead(0);
  other.input = R"({"n":1,"\"q\"":2})";
  add_headers(*db, 1, {other});
  CAF_CHECK_EQUAL(headers(), R"(["n","\"q\""])");
}

CAF_TEST(no page costs more for those before it) {
  auto attempt = start(store, scrape_draft(1, 1'000, 10'000));
  auto save = [&](std::uint32_t page) {
    auto before = db->getTotalChanges();
    auto spent = cost_of(*db, [&] {
      db->exec("BEGIN");
      auto so_far = find_scrape(*db, 1).value();
      CAF_CHECK_EQUAL(so_far.pages, page - 1);
      add_headers(*db, 1, leads(0, 25));
      update_scrape(*db, 1, so_far);
      db->exec("COMMIT");
    });
    CAF_CHECK_EQUAL(spent.scanned, 0);
    CAF_CHECK(db->getTotalChanges() - before <= 2);
    store.done(page_of(attempt, page, 25 * page, 25));
    return spent.statements;
  };
  save(1);
  auto early = save(2);
  for (std::uint32_t page = 3; page < 200; ++page)
    store.done(page_of(attempt, page, 25 * page, 25));
  CAF_CHECK_EQUAL(save(200), early);
}

CAF_TEST_FIXTURE_SCOPE_END()
