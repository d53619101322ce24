#define CAF_SUITE cli_job_watch
#include "cli/job_watch.hpp"

#include <caf/test/unit_test.hpp>

#include "cli/whole_file.hpp"
#include "tests/cli/support/scripted_bridge.hpp"
#include "tests/support/scratch.hpp"

using namespace leadmill;
using leadmill::test::scripted_bridge;

namespace {

job in_phase(job_phase phase) {
  job out;
  out.phase = phase;
  return out;
}

} // namespace

CAF_TEST(a job is followed to its end) {
  scripted_bridge bridge;
  bridge.states = {in_phase(job_phase::queued), in_phase(job_phase::running),
                   in_phase(job_phase::failed)};
  change_signal changes;
  changes.notify();
  auto ended = follow(bridge, "id", changes, progress_style::none);
  CAF_REQUIRE(ended);
  CAF_CHECK(ended->phase == job_phase::failed);
}

CAF_TEST(whoever wants to stop gets the job as it is) {
  scripted_bridge bridge;
  bridge.states = {in_phase(job_phase::running)};
  change_signal changes;
  changes.stop();
  auto seen = follow(bridge, "id", changes, progress_style::none);
  CAF_REQUIRE(seen);
  CAF_CHECK(seen->phase == job_phase::running);
}

CAF_TEST(a server that stays away ends the following) {
  scripted_bridge bridge;
  bridge.states = {in_phase(job_phase::running),
                   fail(errc::unavailable, "gone")};
  change_signal changes;
  bridge.changes = &changes;
  auto gone = follow(bridge, "id", changes, progress_style::none,
                     std::chrono::milliseconds{0});
  CAF_REQUIRE(!gone);
  CAF_CHECK_EQUAL(gone.error().detail, "gone");
}

CAF_TEST(a server that comes back is followed on) {
  scripted_bridge bridge;
  bridge.states = {in_phase(job_phase::running),
                   fail(errc::unavailable, "gone"),
                   fail(errc::timeout, "no answer"), in_phase(job_phase::done)};
  change_signal changes;
  bridge.changes = &changes;
  auto ended = follow(bridge, "id", changes, progress_style::none);
  CAF_REQUIRE(ended);
  CAF_CHECK(ended->phase == job_phase::done);
}

CAF_TEST(a job that is not there is not waited for) {
  scripted_bridge bridge;
  bridge.states = {fail(errc::not_found, "Job not found"),
                   in_phase(job_phase::done)};
  change_signal changes;
  bridge.changes = &changes;
  auto missing = follow(bridge, "id", changes, progress_style::none);
  CAF_REQUIRE(!missing);
  CAF_CHECK(missing.error().code == errc::not_found);
}

CAF_TEST(whoever stops while the server is away gets the job as last seen) {
  scripted_bridge bridge;
  bridge.states = {in_phase(job_phase::running),
                   fail(errc::unavailable, "gone")};
  change_signal changes;
  bridge.changes = &changes;
  bridge.on_failure = [&] { changes.stop(); };
  auto seen = follow(bridge, "id", changes, progress_style::none);
  CAF_REQUIRE(seen);
  CAF_CHECK(seen->phase == job_phase::running);
}

CAF_TEST(the parts of a page become one file) {
  scratch folder;
  scripted_bridge bridge;
  bridge.parts = {result_text{"a\n", 5}, result_text{"b\n", 5},
                  result_text{"c\n", 0}};
  CAF_CHECK(write_results(bridge, {}, folder.path() / "out"));
  auto text = read_whole_file(folder.path() / "out", 100);
  CAF_CHECK_EQUAL(*text, "a\nb\nc\n");
}

CAF_TEST(a page that breaks off leaves no file) {
  scratch folder;
  scripted_bridge bridge;
  bridge.parts = {result_text{"a\n", 5}, fail(errc::unavailable, "gone")};
  CAF_CHECK(!write_results(bridge, {}, folder.path() / "out"));
  CAF_CHECK(std::filesystem::is_empty(folder.path()));
}

CAF_TEST(reasons and duplicates are counted) {
  scripted_bridge bridge;
  bridge.parts = {
      result_text{"{\"filterReason\":\"No phone\"}\n{\"duplicateOf\":0}\n", 5},
      result_text{"{\"filterReason\":\"No phone\",\"duplicateOf\":1}\n{}\n",
                  0}};
  job_summary summary;
  CAF_CHECK(count_results(bridge, summary));
  CAF_CHECK_EQUAL(summary.filtered["No phone"], 2u);
  CAF_CHECK_EQUAL(summary.duplicates, 2u);
}
