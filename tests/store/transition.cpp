#define CAF_SUITE store_transition
#include "store/transition.hpp"

#include <caf/test/unit_test.hpp>

#include <map>
#include <string>

using namespace leadmill;

namespace {

constexpr unix_ms later = 2000;
constexpr const char* id = "enrichment-1767225600000-a";

/// A job of one saved row at attempt 2, with one failure of 4.
job at(job_phase phase) {
  job out;
  out.id = id;
  out.phase = phase;
  out.attempt = 2;
  out.failures = 1;
  out.progress = {1, 1};
  out.counts.saved = 1;
  out.started_at = 1000;
  if (status_of(phase) != job_status::pending)
    out.node = "here";
  return out;
}

lead_result row(std::uint32_t number) {
  lead_result out;
  out.row = number;
  return out;
}

end_attempt ends(attempt_end how) {
  return {{id, 2}, how, "It broke", "broken"};
}

accept_job accept() {
  accept_job out;
  out.draft.id = id;
  return out;
}

/// What `decide` says: a phase, "same" for no change, or the refusal.
std::string verdict(const change& what, const job* current) {
  auto next = decide(what, current, later);
  if (!next)
    return to_string(next.error().code);
  return next->applied ? to_string(next->state.phase) : "same";
}

/// Every kind of change by the current attempt.
std::map<std::string, change> all_changes() {
  return {{"accept", accept()},
          {"begin", begin_attempt{id, 2, "there"}},
          {"save", save_leads{{id, 2}, {row(0)}}},
          {"completed", ends(attempt_end::completed)},
          {"failed", ends(attempt_end::failed)},
          {"cancelled", ends(attempt_end::cancelled)},
          {"released", ends(attempt_end::released)},
          {"cancel", cancel_job{id}},
          {"fail", fail_job{id, "No", "dispatch_failed"}},
          {"probe", probe_write{}}};
}

using row_of_table = std::map<std::string, std::string>;

row_of_table pending(const char* begin, const char* fail = "failed") {
  return {{"accept", "conflict"}, {"begin", begin},
          {"save", "stale"},      {"completed", "stale"},
          {"failed", "stale"},    {"cancelled", "stale"},
          {"released", "stale"},  {"cancel", "cancelled"},
          {"fail", fail},         {"probe", "same"}};
}

row_of_table ended() {
  return {{"accept", "conflict"}, {"begin", "stale"},
          {"save", "stale"},      {"completed", "stale"},
          {"failed", "stale"},    {"cancelled", "stale"},
          {"released", "stale"},  {"cancel", "conflict"},
          {"fail", "conflict"},   {"probe", "same"}};
}

const std::map<job_phase, row_of_table> table = {
    {job_phase::queued, pending("running")},
    {job_phase::retrying, pending("running")},
    {job_phase::scheduled, pending("conflict")},
    {job_phase::waiting, pending("conflict")},
    {job_phase::running,
     {{"accept", "conflict"},
      {"begin", "running"},
      {"save", "same"},
      {"completed", "done"},
      {"failed", "queued"},
      {"cancelled", "conflict"},
      {"released", "queued"},
      {"cancel", "cancelling"},
      {"fail", "conflict"},
      {"probe", "same"}}},
    {job_phase::cancelling,
     {{"accept", "conflict"},
      {"begin", "conflict"},
      {"save", "same"},
      {"completed", "stale"},
      {"failed", "cancelled"},
      {"cancelled", "cancelled"},
      {"released", "cancelled"},
      {"cancel", "same"},
      {"fail", "conflict"},
      {"probe", "same"}}},
    {job_phase::done, ended()},
    {job_phase::failed, ended()},
    {job_phase::cancelled, ended()},
    {job_phase::skipped, ended()},
};

} // namespace

CAF_TEST(every change in every phase has the one outcome of the table) {
  for (auto phase : all_job_phases)
    for (const auto& [name, what] : all_changes()) {
      auto current = at(phase);
      CAF_MESSAGE(name << " of a job that is " << to_string(phase));
      CAF_CHECK_EQUAL(verdict(what, &current), table.at(phase).at(name));
    }
}

CAF_TEST(what is decided is a legal transition and keeps the rest of the job) {
  for (auto phase : all_job_phases)
    for (const auto& [name, what] : all_changes()) {
      auto current = at(phase);
      auto next = decide(what, &current, later);
      if (!next || !next->applied)
        continue;
      const auto& state = next->state;
      CAF_CHECK(may_follow(phase, state.phase));
      CAF_CHECK_EQUAL(state.completed_at, is_terminal(state.phase) ? later : 0);
      CAF_CHECK_EQUAL(state.started_at, 1000);
      CAF_CHECK_EQUAL(state.attempt, name == "begin" ? 3u : 2u);
      CAF_CHECK_EQUAL(state.error.empty(), state.phase != job_phase::failed);
      CAF_CHECK_EQUAL(state.code.empty(), state.phase != job_phase::failed);
      CAF_CHECK_EQUAL(state.node.empty(),
                      status_of(state.phase) == job_status::pending
                          || (state.phase != job_phase::running
                              && status_of(phase) == job_status::pending));
      CAF_CHECK(state.counts == current.counts);
    }
}

CAF_TEST(a write of any other attempt is stale in every phase) {
  for (auto phase : all_job_phases)
    for (std::uint32_t number : {0u, 1u, 3u}) {
      auto current = at(phase);
      CAF_CHECK_EQUAL(verdict(save_leads{{id, number}, {}}, &current), "stale");
      CAF_CHECK_EQUAL(verdict(begin_attempt{id, number, "x"}, &current),
                      "stale");
      for (auto how : {attempt_end::completed, attempt_end::failed,
                       attempt_end::cancelled, attempt_end::released})
        CAF_CHECK_EQUAL(
            verdict(end_attempt{{id, number}, how, "", ""}, &current), "stale");
    }
}

CAF_TEST(without a job only accepting and probing are possible) {
  for (const auto& [name, what] : all_changes())
    CAF_CHECK_EQUAL(verdict(what, nullptr), name == "accept"  ? "queued"
                                            : name == "probe" ? "same"
                                                              : "not_found");
}

CAF_TEST(every change names its job) {
  for (const auto& [name, what] : all_changes())
    CAF_CHECK_EQUAL(job_of(what), name == "probe" ? "" : id);
}

CAF_TEST(the last failure that is allowed fails the job with its reason) {
  auto current = at(job_phase::running);
  current.failures = 2;
  auto next = decide(ends(attempt_end::failed), &current, later);
  CAF_CHECK(next.value().state.phase == job_phase::queued);
  CAF_CHECK_EQUAL(next->state.failures, 3u);
  CAF_CHECK_EQUAL(next->reason, "It broke");
  current.failures = 3;
  next = decide(ends(attempt_end::failed), &current, later);
  CAF_CHECK(next.value().state.phase == job_phase::failed);
  CAF_CHECK_EQUAL(next->state.failures, 4u);
  CAF_CHECK_EQUAL(next->state.error, "It broke");
  CAF_CHECK_EQUAL(next->state.code, "broken");
}

CAF_TEST(a job does not complete while a row is missing) {
  auto current = at(job_phase::running);
  current.progress.total = 2;
  CAF_CHECK_EQUAL(verdict(ends(attempt_end::completed), &current), "conflict");
  CAF_CHECK_EQUAL(verdict(save_leads{{id, 2}, {row(1)}}, &current), "same");
  CAF_CHECK_EQUAL(verdict(save_leads{{id, 2}, {row(2)}}, &current),
                  "invalid_argument");
}

CAF_TEST(the first start is the one that is remembered) {
  auto current = at(job_phase::queued);
  current.attempt = 0;
  current.started_at = 0;
  auto next = decide(begin_attempt{id, 0, "there"}, &current, later);
  CAF_CHECK_EQUAL(next.value().state.started_at, later);
  CAF_CHECK_EQUAL(next->state.attempt, 1u);
  CAF_CHECK_EQUAL(next->state.node, "there");
}

CAF_TEST(progress follows from the counts of all statuses) {
  job_counts added;
  for (auto status : all_lead_statuses)
    count_of(added, status) += 1 + static_cast<std::uint32_t>(status);
  auto state = with_saved(at(job_phase::running), added);
  CAF_CHECK(state.counts == (job_counts{2, 2, 3}));
  CAF_CHECK_EQUAL(state.progress.current, 7u);
}

CAF_TEST(the fence lets only an attempt at work pass) {
  for (auto phase : all_job_phases) {
    auto current = at(phase);
    bool at_work =
        phase == job_phase::running || phase == job_phase::cancelling;
    CAF_CHECK_EQUAL(check_fence(&current, {id, 2}).has_value(), at_work);
    CAF_CHECK(!check_fence(&current, {id, 1}));
  }
  CAF_CHECK(check_fence(nullptr, {id, 2}).error().code == errc::not_found);
}
