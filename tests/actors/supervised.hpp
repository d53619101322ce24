// A system of actors whose jobs do nothing until they are told to end: what
// tests of the supervisor stand on.
#pragma once

#include "tests/actors/system.hpp"

namespace leadmill::testing {

using namespace std::chrono_literals;

/// A job actor that does nothing until it is told to stop, and does not even
/// then if it hangs.
inline job_actor::behavior_type idle_job(job_actor::pointer self, bool hangs,
                                         status_store_actor store,
                                         attempt_ref ref) {
  return {
      [=](stop_attempt& what) {
        if (hangs)
          return;
        self->request(store, 60s,
                      end_attempt{ref, what.how, what.error, what.code,
                                  what.retry_at})
            .then([=](const job&) { self->quit(); },
                  [=](const caf::error&) { self->quit(); });
      },
      [](ask_patience) { return false; },
      [](resume_attempt) {},
  };
}

struct supervised_fixture : system_fixture {
  supervised_fixture() { use_idle_jobs(false); }

  void use_idle_jobs(bool hang) {
    spawn_job = [this, hang](const job& begun) {
      started.push_back(begun.id);
      return jobs[begun.id] = sys.spawn(idle_job, hang, status,
                                        attempt_ref{begun.id, begun.attempt});
    };
  }

  void use_real_jobs() { spawn_job = nullptr; }

  outcome<job> try_submit(job_draft draft) {
    return ask<job>(door, submit_job{std::move(draft)});
  }

  job submit(job_draft draft) { return try_submit(std::move(draft)).value(); }

  job submit(std::uint32_t rows = 3) { return submit(make_draft(rows)); }

  job submit_after(const job& parent, after_policy policy) {
    auto draft = make_draft(2);
    draft.after = parent.id;
    draft.policy = policy;
    return submit(std::move(draft));
  }

  /// Lets the current attempt save one lead.
  void save_one(const job& of, std::uint32_t row = 0,
                lead_status as = lead_status::saved) {
    lead_result lead;
    lead.row = row;
    lead.status = as;
    lead.key = "k" + std::to_string(row);
    lead.input = R"({"n":")" + std::to_string(row) + "\"}";
    lead.fields = "{}";
    auto now_at = look_up(of.id);
    CAF_CHECK(ask<job>(status, save_leads{{of.id, now_at.attempt}, {lead}}));
  }

  /// Ends the job's running attempt, as its actor would.
  void end(const job& of, attempt_end how) {
    auto now_at = look_up(of.id);
    auto actor = jobs[of.id];
    CAF_CHECK(
        ask<job>(status, end_attempt{{of.id, now_at.attempt}, how, {}, {}, 0}));
    kill(actor);
    consume_messages();
  }

  /// Saves every lead and ends it as done.
  void complete(const job& of) {
    for (std::uint32_t row = 0; row < of.progress.total; ++row)
      save_one(of, row);
    end(of, attempt_end::completed);
  }

  job_phase phase_of(const job& of) { return look_up(of.id).phase; }

  /// As a new process would start.
  void restart() {
    stop();
    started.clear();
    start(store.make_reader()->open_jobs().value());
  }

  /// In the order of their starts.
  std::vector<std::string> started;
};

} // namespace leadmill::testing
