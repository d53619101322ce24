#define CAF_SUITE actors_live_feed
#include "actors/live_feed.hpp"

#include <caf/test/unit_test.hpp>

#include "messages/json.hpp"

using namespace leadmill;

namespace {

job state(std::string id, std::uint64_t seq, job_phase phase) {
  job out;
  out.id = std::move(id);
  out.seq = seq;
  out.phase = phase;
  return out;
}

live_feed_state feed(std::size_t max_ended = 10) {
  live_feed_state out;
  out.max_ended = max_ended;
  out.max_removed = 3;
  return out;
}

} // namespace

CAF_TEST(it publishes the job as the API shows it) {
  auto f = feed();
  auto j = state("enrichment-1767225600000-a", 7, job_phase::running);
  auto entry = f.put(j);
  CAF_CHECK_EQUAL(entry.seq, 7u);
  CAF_CHECK(entry.open);
  CAF_CHECK_EQUAL(*entry.json, to_json(j));
}

CAF_TEST(a snapshot has the newest state of each job in commit order) {
  auto f = feed();
  f.put(state("a", 1, job_phase::queued));
  f.put(state("b", 2, job_phase::queued));
  f.put(state("a", 3, job_phase::running));
  auto s = f.snapshot(42);
  CAF_CHECK_EQUAL(s.ticket, 42u);
  CAF_CHECK_EQUAL(s.seq, 3u);
  CAF_REQUIRE_EQUAL(s.jobs.size(), 2u);
  CAF_CHECK_EQUAL(s.jobs[0].id, "b");
  CAF_CHECK_EQUAL(s.jobs[1].id, "a");
  CAF_CHECK_EQUAL(s.jobs[1].seq, 3u);
}

CAF_TEST(of the ended jobs only the latest are kept) {
  auto f = feed(2);
  f.put(state("open", 1, job_phase::running));
  for (std::uint64_t i = 2; i < 6; ++i)
    f.put(state("ended" + std::to_string(i), i, job_phase::done));
  auto s = f.snapshot(1);
  CAF_REQUIRE_EQUAL(s.jobs.size(), 3u);
  CAF_CHECK_EQUAL(s.jobs[0].id, "open");
  CAF_CHECK_EQUAL(s.jobs[1].id, "ended4");
  CAF_CHECK_EQUAL(s.jobs[2].id, "ended5");
}

CAF_TEST(a job that is tried again counts as open again) {
  auto f = feed(1);
  f.put(state("a", 1, job_phase::failed));
  f.put(state("a", 2, job_phase::queued));
  f.put(state("b", 3, job_phase::done));
  auto s = f.snapshot(1);
  CAF_REQUIRE_EQUAL(s.jobs.size(), 2u);
  CAF_CHECK(s.jobs[0].open);
}

CAF_TEST(who missed an end that is forgotten cannot be told the rest alone) {
  auto f = feed(2);
  CAF_CHECK_EQUAL(f.snapshot(1).resumable_from, 0u);
  for (std::uint64_t i = 1; i <= 5; ++i)
    f.put(state("ended" + std::to_string(i), i, job_phase::done));
  CAF_CHECK_EQUAL(f.snapshot(1).resumable_from, 3u);
}

CAF_TEST(removals are remembered until there are too many) {
  auto f = feed();
  for (std::uint64_t i = 1; i <= 3; ++i)
    f.remove({"gone" + std::to_string(i), i});
  auto s = f.snapshot(1);
  CAF_REQUIRE_EQUAL(s.removed.size(), 3u);
  CAF_CHECK_EQUAL(s.removed[0].id, "gone1");
  CAF_CHECK_EQUAL(s.removed[2].seq, 3u);
  CAF_CHECK_EQUAL(s.resumable_from, 0u);
  f.remove({"gone4", 4});
  s = f.snapshot(1);
  CAF_CHECK_EQUAL(s.removed.size(), 3u);
  CAF_CHECK_EQUAL(s.resumable_from, 1u);
}

CAF_TEST(an id that is in use again is not told as removed) {
  auto f = feed();
  f.put(state("a", 1, job_phase::done));
  f.remove({"a", 2});
  f.put(state("a", 3, job_phase::queued));
  auto s = f.snapshot(1);
  CAF_CHECK(s.removed.empty());
  CAF_CHECK_EQUAL(s.jobs.size(), 1u);
}
