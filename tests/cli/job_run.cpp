#define CAF_SUITE cli_job_run
#include "cli/job_run.hpp"

#include <iostream>
#include <sstream>

#include <caf/test/unit_test.hpp>

#include "cli/whole_file.hpp"
#include "tests/cli/support/scripted_bridge.hpp"
#include "tests/support/scratch.hpp"

using namespace leadmill;
using leadmill::test::scripted_bridge;

namespace {

constexpr auto id = "scraping-1767225600000-a";

/// What is said meanwhile on standard error.
class heard {
 public:
  heard() : before_(std::cerr.rdbuf(text_.rdbuf())) {}
  ~heard() { std::cerr.rdbuf(before_); }
  heard(const heard&) = delete;
  heard& operator=(const heard&) = delete;

  bool has(const std::string& part) const {
    return text_.str().find(part) != std::string::npos;
  }

 private:
  std::ostringstream text_;
  std::streambuf* before_;
};

job search_in(job_phase phase) {
  job out;
  out.id = id;
  out.type = job_type::scraping;
  out.phase = phase;
  out.progress = {3, 10};
  out.counts.saved = 75;
  return out;
}

struct fixture {
  fixture() {
    port.changes = &changes;
    port.accepted = search_in(job_phase::queued);
    port.parts = {result_text{"{}\n", 0}, result_text{"name\nAnn\n", 0}};
    how.command = "leadmill scrape";
    how.out = dir.path() / "leads.csv";
    how.json = true;
    how.go_on = "leadmill scrape --retry";
  }

  int run() {
    job_draft draft;
    draft.type = job_type::scraping;
    return see_through(port, how, draft, changes);
  }

  std::string written() {
    auto text = read_whole_file(how.out, 1'000);
    return text ? *text : std::string{};
  }

  scratch dir;
  change_signal changes;
  scripted_bridge port;
  job_run how;
};

} // namespace

CAF_TEST_FIXTURE_SCOPE(job_run_tests, fixture)

CAF_TEST(a job that completes leaves its results and exits with 0) {
  port.states = {search_in(job_phase::running), search_in(job_phase::done)};
  how.format = result_format::ndjson;
  heard said;
  CAF_CHECK_EQUAL(run(), 0);
  CAF_CHECK_EQUAL(written(), "name\nAnn\n");
  CAF_CHECK_EQUAL(port.drafts.size(), 1u);
  CAF_REQUIRE_EQUAL(port.pages.size(), 2u);
  CAF_CHECK(port.pages[1].format == result_format::ndjson);
  CAF_CHECK_EQUAL(port.pages[1].job, id);
  CAF_CHECK(!said.has("To go on"));
}

CAF_TEST(a search that fails keeps its pages and says how to go on) {
  auto failed = search_in(job_phase::failed);
  failed.error = "Scrape limit reached: 5 a day";
  port.states = {failed};
  how.json = false;
  heard said;
  CAF_CHECK_EQUAL(run(), 1);
  CAF_CHECK_EQUAL(written(), "name\nAnn\n");
  CAF_CHECK(said.has("Error: Scrape limit reached: 5 a day"));
  CAF_CHECK(said.has("What was read is kept: 3 of 10 pages. To go on from "
                     "there:\n  leadmill scrape --retry "
                     + std::string{id} + "\n"));
}

CAF_TEST(a search that fails on a server is gone on with there) {
  port.states = {search_in(job_phase::failed)};
  how.server = "http://127.0.0.1:8288";
  heard said;
  CAF_CHECK_EQUAL(run(), 1);
  CAF_CHECK(said.has("leadmill retry " + std::string{id}
                     + " --server http://127.0.0.1:8288\n"));
}

CAF_TEST(an enrichment that fails has nothing to go on with) {
  auto failed = search_in(job_phase::failed);
  failed.type = job_type::enrichment;
  port.states = {failed};
  heard said;
  CAF_CHECK_EQUAL(run(), 1);
  CAF_CHECK(!said.has("To go on"));
}

CAF_TEST(a job that is refused is told with the reason) {
  port.accepted = fail(errc::daily_limit, "people may be read 5 times a day");
  heard said;
  CAF_CHECK_EQUAL(run(), 1);
  CAF_CHECK(said.has("leadmill scrape: people may be read 5 times a day\n"));
  CAF_CHECK(!std::filesystem::exists(how.out));
}

CAF_TEST(whoever stops is told how far it came) {
  port.states = {search_in(job_phase::running)};
  changes.stop();
  heard said;
  CAF_CHECK_EQUAL(run(), 1);
  CAF_CHECK(said.has("Stopped at 3 of 10 pages, which are kept. Run the same "
                     "command again to go on.\n"));
  CAF_CHECK(port.pages.empty());
}

CAF_TEST(a pause of its type is told on a server only) {
  port.states = {search_in(job_phase::done)};
  port.paused.scraping = true;
  {
    heard said;
    run();
    CAF_CHECK(!said.has("paused"));
  }
  port.parts = {result_text{"{}\n", 0}, result_text{"", 0}};
  how.server = "http://127.0.0.1:8288";
  heard said;
  run();
  CAF_CHECK(said.has("Scraping is paused there"));
}

CAF_TEST(results that cannot be had exit with 1) {
  port.states = {search_in(job_phase::done)};
  port.parts = {result_text{"{}\n", 0}, fail(errc::unavailable, "gone")};
  heard said;
  CAF_CHECK_EQUAL(run(), 1);
  CAF_CHECK(said.has("leadmill scrape: gone\n"));
  CAF_CHECK(!std::filesystem::exists(how.out));
}

CAF_TEST(a job that ended is retried and one that is open only followed) {
  port.states = {search_in(job_phase::failed), search_in(job_phase::done)};
  port.retried = search_in(job_phase::queued);
  heard said;
  CAF_CHECK_EQUAL(see_again(port, how, id, changes), 0);
  CAF_CHECK(port.retries == std::vector<std::string>{id});
  port.states = {search_in(job_phase::running), search_in(job_phase::done)};
  port.parts = {result_text{"{}\n", 0}, result_text{"", 0}};
  CAF_CHECK_EQUAL(see_again(port, how, id, changes), 0);
  CAF_CHECK_EQUAL(port.retries.size(), 1u);
  CAF_CHECK(port.drafts.empty());
}

CAF_TEST(a job that is not there or may not be retried is told so) {
  port.states = {fail(errc::not_found, "Job not found")};
  heard said;
  CAF_CHECK_EQUAL(see_again(port, how, id, changes), 1);
  CAF_CHECK(said.has("leadmill scrape: Job not found\n"));
  port.states = {search_in(job_phase::done)};
  port.retried = fail(errc::conflict, "Nothing is left to do");
  CAF_CHECK_EQUAL(see_again(port, how, id, changes), 1);
  CAF_CHECK(said.has("leadmill scrape: Nothing is left to do\n"));
}

CAF_TEST_FIXTURE_SCOPE_END()

CAF_TEST(the same work has the same tag) {
  CAF_CHECK_EQUAL(work_tag("file-", "abc"), "file-ba7816bf8f01cfea");
  CAF_CHECK_EQUAL(work_tag("search-", ""), "search-e3b0c44298fc1c14");
  CAF_CHECK_NOT_EQUAL(work_tag("file-", "a"), work_tag("file-", "b"));
}
