#define CAF_SUITE actors_enrichment_job
#include "actors/enrichment_job.hpp"

#include <set>

#include "tests/actors/system.hpp"

using namespace leadmill;
using leadmill::testing::make_draft;

namespace {

const std::string id = "enrichment-1767225600000-a";

worked_slice done(started_leads leads) {
  return {std::make_shared<started_leads>(std::move(leads))};
}

/// Four leads that differ.
started_leads make_slice(std::uint64_t number) {
  started_leads out;
  for (std::uint32_t i = 0; i < 4; ++i) {
    lead_result lead;
    lead.row = static_cast<std::uint32_t>(4 * number) + i;
    lead.key = std::to_string(lead.row);
    out.leads.push_back(std::move(lead));
  }
  return out;
}

struct fixture : leadmill::testing::system_fixture {
  /// Accepts a job and begins its next attempt, without the supervisor.
  job begin(const job_draft& draft) {
    ask<job>(status, accept_job{draft});
    return ask<job>(status, begin_attempt{id, 0, "here"}).value();
  }

  /// Begins the second attempt after the first has died.
  job begin_next() {
    ask<job>(status, end_attempt{{id, 1}, attempt_end::died, {}, {}, 0});
    return ask<job>(status, begin_attempt{id, 1, "here"}).value();
  }

  std::size_t saved() { return results(id).size(); }
};

} // namespace

CAF_TEST_FIXTURE_SCOPE(enrichment_job_tests, fixture)

CAF_TEST(every row stands in the results once and in order) {
  make_job(begin(make_draft(57, id)));
  consume_messages();
  auto ended = look_up(id);
  CAF_CHECK(ended.phase == job_phase::done);
  CAF_CHECK_EQUAL(ended.counts.saved, 57u);
  auto all = results(id);
  CAF_REQUIRE_EQUAL(all.size(), 57u);
  for (std::uint32_t row = 0; row < 57; ++row)
    CAF_CHECK_EQUAL(all[row].row, row);
}

CAF_TEST(never more than a chunk of rows and a batch of results in hand) {
  auto actor = make_job(begin(make_draft(100, id)));
  auto& state = state_of<enrichment_job_pointer>(actor);
  run_until([&] {
    CAF_CHECK_LESS_OR_EQUAL(state.rows.size(), 10u + 2 * 4u);
    CAF_CHECK_LESS_OR_EQUAL(state.merge.ready(), 8u + 2 * 4u);
    CAF_CHECK_LESS_OR_EQUAL(state.unacked.size(), 8u);
    return saved() == 100;
  });
}

CAF_TEST(one slow slice does not let results behind it pile up) {
  enrichment_job_state state;
  state.options.slice_rows = 4;
  state.options.batch_rows = 8;
  for (std::uint32_t row = 0; row < 40; ++row)
    state.rows.push_back({row, "{}"});
  // The first slice stays with its worker; the other worker goes on.
  CAF_CHECK_EQUAL(state.next_slice().size(), 4u);
  for (std::uint64_t slice = 1; slice <= 2; ++slice) {
    CAF_CHECK_EQUAL(state.next_slice().size(), 4u);
    state.merge.add_slice(slice, make_slice(slice));
  }
  CAF_CHECK(state.next_slice().empty());
  state.merge.add_slice(0, make_slice(0));
  CAF_CHECK_EQUAL(state.merge.take(8).size(), 8u);
  CAF_CHECK_EQUAL(state.next_slice().size(), 4u);
}

CAF_TEST(a new attempt goes on where the one before was killed) {
  auto first = begin(make_draft(60, id));
  auto actor = make_job(first);
  run_until([this] { return saved() >= 20; });
  kill(actor);
  kill(jobs[id]);
  consume_messages();
  auto kept = results(id);
  make_job(begin_next());
  consume_messages();
  CAF_CHECK(look_up(id).phase == job_phase::done);
  auto all = results(id);
  CAF_REQUIRE_EQUAL(all.size(), 60u);
  for (std::size_t i = 0; i < kept.size(); ++i)
    CAF_CHECK(all[kept[i].row] == kept[i]);
}

CAF_TEST(duplicates are found across a restart) {
  auto draft = make_draft(40, id);
  for (std::size_t row = 20; row < 40; ++row)
    draft.rows[row] = draft.rows[row - 20];
  auto actor = make_job(begin(draft));
  run_until([this] { return saved() >= 16; });
  kill(actor);
  kill(jobs[id]);
  consume_messages();
  make_job(begin_next());
  consume_messages();
  auto all = results(id);
  CAF_REQUIRE_EQUAL(all.size(), 40u);
  for (std::uint32_t row = 0; row < 20; ++row) {
    CAF_CHECK_EQUAL(all[row].duplicate_of, no_row);
    CAF_CHECK_EQUAL(all[row + 20].duplicate_of, row);
  }
}

CAF_TEST(an attempt that was replaced quits and writes nothing more) {
  auto actor = make_job(begin(make_draft(60, id)));
  run_until([this] { return saved() >= 8; });
  begin_next();
  auto kept = saved();
  consume_messages();
  CAF_CHECK_EQUAL(saved(), kept);
  CAF_CHECK(has_quit(actor));
}

CAF_TEST(a released attempt keeps what it has and ends at its checkpoint) {
  auto actor = make_job(begin(make_draft(60, id)));
  run_until([this] { return saved() >= 8; });
  self->send(actor, stop_attempt{attempt_end::released, {}, {}, 0});
  consume_messages();
  auto released = look_up(id);
  CAF_CHECK(released.phase == job_phase::queued);
  CAF_CHECK_EQUAL(released.failures, 0u);
  CAF_CHECK_GREATER_OR_EQUAL(released.progress.current, 8u);
  CAF_CHECK_LESS(released.progress.current, 60u);
}

CAF_TEST(a store that cannot write is asked again until it can) {
  make_job(begin(make_draft(30, id)));
  disk.failure = problem{errc::unavailable, "disk full", {}};
  consume_messages();
  CAF_CHECK_EQUAL(saved(), 0u);
  advance_time(std::chrono::seconds{1});
  consume_messages();
  disk.failure.reset();
  advance_time(std::chrono::seconds{1});
  consume_messages();
  CAF_CHECK(look_up(id).phase == job_phase::done);
  CAF_CHECK_EQUAL(saved(), 30u);
}

CAF_TEST(a stopped attempt ends as it is told to) {
  auto actor = make_job(begin(make_draft(60, id)));
  run_until([this] { return saved() >= 8; });
  self->send(actor, stop_attempt{attempt_end::failed, "It was silent", "silent",
                                 now + 5'000});
  consume_messages();
  auto stopped = look_up(id);
  CAF_CHECK(stopped.phase == job_phase::retrying);
  CAF_CHECK_EQUAL(stopped.run_at, now + 5'000);
  CAF_CHECK(has_quit(actor));
}

namespace {

/// Works rows, but does not answer when one of them is row `mute_row`, and dies
/// when one is row `deadly_row`.
step_worker_actor::behavior_type fragile_worker(step_worker_actor::pointer self,
                                                std::uint32_t mute_row,
                                                std::uint32_t deadly_row) {
  auto trade = leadmill::testing::make_pipeline();
  return {
      [=](const work_slice& slice) -> caf::result<worked_slice> {
        for (const auto& row : slice.rows) {
          if (row.row == mute_row)
            return self->make_response_promise<worked_slice>();
          if (row.row == deadly_row) {
            self->quit(caf::exit_reason::unhandled_exception);
            return caf::sec::runtime_error;
          }
        }
        return done(trade->start(slice.rows, {}, 1));
      },
  };
}

} // namespace

CAF_TEST(a row whose step does not end or breaks off fails and no other) {
  spawn_worker = [this]() -> step_worker_actor {
    return sys.spawn(fragile_worker, 17u, 30u);
  };
  make_job(begin(make_draft(60, id)));
  consume_messages();
  CAF_CHECK(look_up(id).phase == job_phase::running);
  advance_time(std::chrono::seconds{60}); // the slice
  consume_messages();
  CAF_CHECK(look_up(id).phase == job_phase::running);
  advance_time(std::chrono::seconds{60}); // the row
  consume_messages();
  auto done = look_up(id);
  CAF_CHECK(done.phase == job_phase::done);
  CAF_CHECK_EQUAL(done.counts.failed, 2u);
  CAF_CHECK_EQUAL(done.counts.saved, 58u);
  auto all = results(id);
  CAF_REQUIRE_EQUAL(all.size(), 60u);
  CAF_CHECK_EQUAL(all[17].reason, "A step did not end in time");
  CAF_CHECK_EQUAL(all[30].reason, "A step broke off over this row");
  CAF_CHECK(all[16].status == lead_status::saved);
  CAF_CHECK(all[17].key != all[30].key);
}

namespace {

/// Works rows, and notes which.
step_worker_actor::behavior_type noting_worker(step_worker_actor::pointer,
                                               std::set<std::uint32_t>* noted) {
  auto trade = leadmill::testing::make_pipeline();
  return {
      [=](const work_slice& slice) {
        for (const auto& row : slice.rows)
          noted->insert(row.row);
        return done(trade->start(slice.rows, {}, 1));
      },
  };
}

} // namespace

CAF_TEST(rows that an earlier attempt saved are not worked again) {
  std::set<std::uint32_t> worked;
  spawn_worker = [&]() -> step_worker_actor {
    return sys.spawn(noting_worker, &worked);
  };
  auto actor = make_job(begin(make_draft(60, id)));
  run_until([this] { return saved() >= 20; });
  kill(actor);
  kill(jobs[id]);
  consume_messages();
  auto kept = results(id);
  worked.clear();
  make_job(begin_next());
  consume_messages();
  CAF_CHECK(look_up(id).phase == job_phase::done);
  CAF_CHECK_EQUAL(worked.size(), 60u - kept.size());
  for (const auto& lead : kept)
    CAF_CHECK(!worked.contains(lead.row));
}

CAF_TEST_FIXTURE_SCOPE_END()
