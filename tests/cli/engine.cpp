#define CAF_SUITE cli_engine
#include "cli/engine.hpp"

#include <caf/test/unit_test.hpp>

#include "cli/job_watch.hpp"
#include "cli/wait.hpp"
#include "leads/pipeline.hpp"
#include "tests/support/scratch.hpp"

using namespace leadmill;
using namespace std::chrono_literals;

namespace {

job_draft make_draft(int rows) {
  job_draft draft;
  draft.headers = {"Phone"};
  for (int i = 0; i < rows; ++i)
    draft.rows.push_back(R"({"Phone":"(212) 555-0)" + std::to_string(100 + i)
                         + "\"}");
  return draft;
}

std::unique_ptr<engine> start(const std::filesystem::path& folder,
                              change_signal& changes) {
  auto running =
      engine::start({}, {folder / "leadmill.db",
                         [&changes](const auto&) { changes.notify(); },
                         [](const job&) { return true; }});
  CAF_REQUIRE(running);
  return std::move(*running);
}

job submit(engine& running, int rows) {
  return wait<job>([&](reply<job> done) {
           running.port().submit(make_draft(rows), std::move(done));
         })
      .value();
}

} // namespace

CAF_TEST(a job runs to its end on disk and is there after a restart) {
  scratch folder;
  change_signal changes;
  auto running = start(folder.path(), changes);
  auto accepted = submit(*running, 50);
  auto ended =
      follow(running->port(), accepted.id, changes, progress_style::none);
  CAF_REQUIRE(ended);
  CAF_CHECK(ended->phase == job_phase::done);
  CAF_CHECK_EQUAL(ended->progress.current, 50u);
  CAF_CHECK(running->drain(10s));
  running.reset();
  running = start(folder.path(), changes);
  auto later = wait<job>([&](reply<job> done) {
    running->port().find_job(accepted.id, std::move(done));
  });
  CAF_REQUIRE(later);
  CAF_CHECK(*later == *ended);
}

CAF_TEST(a drained engine takes nothing new and can be asked) {
  scratch folder;
  change_signal changes;
  auto running = start(folder.path(), changes);
  CAF_CHECK(running->drain(10s));
  auto refused = wait<job>([&](reply<job> done) {
    running->port().submit(make_draft(1), std::move(done));
  });
  CAF_REQUIRE(!refused);
  CAF_CHECK(refused.error().code == errc::draining);
  auto page = wait<job_page>([&](reply<job_page> done) {
    running->port().list_jobs({}, std::move(done));
  });
  CAF_REQUIRE(page);
  CAF_CHECK(page->jobs.empty());
}

CAF_TEST(an engine that ends without a drain goes on at its next start) {
  scratch folder;
  change_signal changes;
  auto running = start(folder.path(), changes);
  auto accepted = submit(*running, 90);
  running.reset();
  running = start(folder.path(), changes);
  auto ended =
      follow(running->port(), accepted.id, changes, progress_style::none);
  CAF_REQUIRE(ended);
  CAF_CHECK(ended->phase == job_phase::done);
  CAF_CHECK_EQUAL(ended->progress.current, 90u);
}

CAF_TEST(the configuration knows the same steps as the pipeline) {
  CAF_CHECK(local_steps() == known_steps());
}

CAF_TEST(a database that cannot be opened is told and not a crash) {
  change_signal changes;
  auto refused = engine::start({}, {"/nobody/leadmill.db", [](const auto&) {},
                                    [](const job&) { return true; }});
  CAF_REQUIRE(!refused);
  CAF_CHECK(!refused.error().detail.empty());
}
