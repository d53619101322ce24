#define CAF_SUITE actors_job_board
#include "actors/job_board.hpp"

#include <caf/test/unit_test.hpp>

#include "tests/support/copy.hpp"

using namespace leadmill;

namespace {

using ids = std::vector<std::string>;

const start_permit everything;
constexpr unix_ms noon = 1'767'225'600'000;

/// Noon, and some steady time that has nothing to do with it.
two_clocks at(std::int64_t ms, std::int64_t wall_is_off_by = 0) {
  return {noon + ms + wall_is_off_by, 5'000'000 + ms};
}

job in_phase(job_phase phase, std::string id) {
  job out;
  out.id = std::move(id);
  out.phase = phase;
  return out;
}

job retrying(std::string id, unix_ms run_at) {
  auto out = in_phase(job_phase::retrying, std::move(id));
  out.run_at = run_at;
  return out;
}

job scheduled(std::string id, unix_ms run_at) {
  auto out = in_phase(job_phase::scheduled, std::move(id));
  out.run_at = run_at;
  return out;
}

job child_of(std::string parent, std::string id) {
  auto out = in_phase(job_phase::waiting, std::move(id));
  out.after = std::move(parent);
  return out;
}

job started(std::string id, std::uint32_t timeout_s, unix_ms at) {
  auto out = in_phase(job_phase::running, std::move(id));
  out.timeout_s = timeout_s;
  out.deadline_at = at + timeout_s * unix_ms{1000};
  return out;
}

} // namespace

CAF_TEST(queued jobs are next and others are not) {
  job_board board;
  board.place(scheduled("s", noon + 10), at(0));
  board.place(retrying("r", noon + 10), at(0));
  board.place(child_of("p", "w"), at(0));
  board.place(in_phase(job_phase::queued, "q"), at(0));
  CAF_CHECK_EQUAL(board.size(), 4u);
  CAF_CHECK_EQUAL(copy(board.next(everything)->id), "q");
  CAF_CHECK(!board.next(everything));
  CAF_CHECK_EQUAL(board.size(), 3u);
}

CAF_TEST(a job that was running before the process died goes first) {
  job_board board;
  board.place(in_phase(job_phase::queued, "a"), at(0));
  board.place(in_phase(job_phase::queued, "before"), at(0), true);
  CAF_CHECK_EQUAL(copy(board.next(everything)->id), "before");
}

CAF_TEST(jobs are due when their date or backoff has come) {
  job_board board;
  board.place(scheduled("s", noon + 100), at(0));
  board.place(retrying("r", noon + 50), at(0));
  CAF_CHECK(board.until_next(at(0)) == 50);
  CAF_CHECK(board.take_due(at(49), 10).empty());
  CAF_CHECK(board.take_due(at(50), 10) == ids{"r"});
  CAF_CHECK(board.until_next(at(60)) == 40);
  CAF_CHECK(board.take_due(at(100), 10) == ids{"s"});
  CAF_CHECK(!board.until_next(at(100)));
}

CAF_TEST(a date follows the wall clock when it is set) {
  job_board board;
  constexpr std::int64_t hour = 3'600'000;
  board.place(scheduled("s", noon + hour), at(0));
  CAF_CHECK(board.take_due(at(1), 10).empty());
  CAF_CHECK(board.take_due(at(1, -hour), 10).empty());
  CAF_CHECK(board.take_due(at(1, hour), 10) == ids{"s"});
}

CAF_TEST(a backoff does not follow the wall clock when it is set) {
  job_board board;
  constexpr std::int64_t hour = 3'600'000;
  board.place(retrying("r", noon + 1'000), at(0));
  CAF_CHECK(board.take_due(at(999, hour), 10).empty());
  CAF_CHECK(board.take_due(at(1'000, -hour), 10) == ids{"r"});
}

CAF_TEST(a backoff written down before the clock went back is bounded) {
  job_board_options options;
  options.max_backoff_ms = 10'000;
  job_board board{options};
  board.place(retrying("r", noon + 3'600'000), at(0));
  CAF_CHECK(board.until_next(at(0)) == 10'000);
}

CAF_TEST(a deadline is the time left of the timeout by the steady clock) {
  job_board board;
  constexpr std::int64_t hour = 3'600'000;
  board.set_deadline(started("a", 60, noon), at(0));
  board.set_deadline(started("b", 60, noon - 59'000), at(0));
  board.set_deadline(in_phase(job_phase::queued, "never started"), at(0));
  CAF_CHECK(board.take_overdue(at(999, hour), 10).empty());
  CAF_CHECK(board.take_overdue(at(1'000), 10) == ids{"b"});
  CAF_CHECK(board.take_overdue(at(60'000, -hour), 10) == ids{"a"});
  // Restarted after the clock went back an hour: not more than it has.
  board.set_deadline(started("c", 60, noon + hour), at(0));
  CAF_CHECK(board.take_overdue(at(60'000), 10) == ids{"c"});
}

CAF_TEST(a deadline stays as it was until it is cleared) {
  job_board board;
  board.set_deadline(started("a", 60, noon), at(0));
  board.set_deadline(started("a", 60, noon + 30'000), at(30'000));
  CAF_CHECK(board.until_next(at(30'000)) == 30'000);
  board.remove("a");
  CAF_CHECK(board.until_next(at(30'000)) == 30'000);
  board.clear_deadline("a");
  CAF_CHECK(!board.until_next(at(30'000)));
  board.postpone_deadline("a", at(30'000), 500);
  CAF_CHECK(board.until_next(at(30'000)) == 500);
}

CAF_TEST(children are known by their parent in the order in which they came) {
  job_board board;
  for (auto id : {"c1", "c2", "c3"})
    board.place(child_of("p", id), at(0));
  board.place(child_of("p", "c1"), at(0));
  board.place(child_of("other", "o"), at(0));
  CAF_CHECK(board.children_of("p") == (ids{"c1", "c2", "c3"}));
  CAF_CHECK(board.waits_for_other("c2"));
  board.remove("c2");
  CAF_CHECK(!board.waits_for_other("c2"));
  CAF_CHECK(board.children_of("p") == (ids{"c1", "c3"}));
  board.remove("c1");
  board.remove("c3");
  CAF_CHECK(board.children_of("p").empty());
  CAF_CHECK_EQUAL(board.size(), 1u);
}

CAF_TEST(a job is taken from wherever it stands) {
  job_board board;
  board.place(scheduled("s", noon + 10), at(0));
  board.place(retrying("r", noon + 10), at(0));
  board.place(child_of("p", "w"), at(0));
  board.place(in_phase(job_phase::queued, "q"), at(0));
  for (auto id : {"s", "r", "w", "q", "unknown"})
    board.remove(id);
  CAF_CHECK_EQUAL(board.size(), 0u);
  CAF_CHECK(board.take_due(at(1'000), 10).empty());
  CAF_CHECK(!board.next(everything));
}

CAF_TEST(a job is large by its rows or its pages) {
  job_board board;
  auto j = in_phase(job_phase::queued, "a");
  j.progress.total = 1'000;
  CAF_CHECK(!board.is_large(j));
  j.progress.total = 1'001;
  CAF_CHECK(board.is_large(j));
  j.type = job_type::scraping;
  j.progress.total = 10;
  CAF_CHECK(!board.is_large(j));
  j.progress.total = 11;
  CAF_CHECK(board.is_large(j));
}
