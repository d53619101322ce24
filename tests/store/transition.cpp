// The table of what every change makes of a job in every phase; what the
// changes do beside moving it is in the tests below, and for waits in
// transition_waits.cpp.
#define CAF_SUITE store_transition
#include "store/transition.hpp"

#include <caf/test/unit_test.hpp>

#include <map>
#include <string>

#include "tests/support/copy.hpp"

using namespace leadmill;

namespace {

constexpr unix_ms later = 2000;
constexpr const char* id = "enrichment-1767225600000-a";
constexpr const char* parent_id = "scraping-1767225600000-b";

/// A job of one saved row at attempt 2, with one failure of 4, that waits (or
/// waited) for a parent.
job at(job_phase phase) {
  job out;
  out.id = id;
  out.phase = phase;
  out.attempt = 2;
  out.failures = 1;
  out.progress = {2, 2};
  out.counts = {1, 0, 1};
  out.started_at = 1000;
  out.after = parent_id;
  if (status_of(phase) != job_status::pending)
    out.node = "here";
  if (phase == job_phase::scheduled || phase == job_phase::retrying)
    out.run_at = later;
  if (is_terminal(phase))
    out.completed_at = 1500;
  else
    out.deadline_at = 9000;
  return out;
}

job parent() {
  job out;
  out.id = parent_id;
  out.phase = job_phase::done;
  return out;
}

lead_result row(std::uint32_t number) {
  lead_result out;
  out.row = number;
  return out;
}

end_attempt ends(attempt_end how, unix_ms retry_at = later + 1) {
  return {{id, 2}, how, "It broke", "broken", retry_at};
}

accept_job accept() {
  accept_job out;
  out.draft.id = id;
  return out;
}

outcome<decision> decide_on(const change& what, const job* current) {
  auto waited_for = parent();
  return decide(what, current, &waited_for, later);
}

/// What `decide` says: a phase, "same" for no change, or the refusal.
std::string verdict(const change& what, const job* current) {
  auto next = decide_on(what, current);
  if (!next)
    return to_string(next.error().code);
  return next->applied ? to_string(next->state.phase) : "same";
}

const std::map<std::string, attempt_end> all_ends = {
    {"completed", attempt_end::completed}, {"failed", attempt_end::failed},
    {"cancelled", attempt_end::cancelled}, {"released", attempt_end::released},
    {"died", attempt_end::died},           {"given up", attempt_end::given_up}};

/// Every kind of change by the current attempt.
std::map<std::string, change> all_changes() {
  std::map<std::string, change> out{
      {"accept", accept()},
      {"begin", begin_attempt{id, 2, "there"}},
      {"save", save_leads{{id, 2}, {row(0)}}},
      {"cancel", cancel_job{id}},
      {"fail", fail_job{id, "No", "dispatch_failed"}},
      {"queue", queue_job{id}},
      {"release", release_job{id}},
      {"retry", retry_job{id}},
      {"pause", set_paused{}},
      {"erase", erase_leads{id, {0}}},
      {"probe", probe_write{}}};
  for (const auto& [name, how] : all_ends)
    out.emplace(name, ends(how));
  return out;
}

using row_of_table = std::map<std::string, std::string>;

/// What holds in every phase, then what the phase allows.
row_of_table but(row_of_table own) {
  own.merge(row_of_table{{"accept", "conflict"},
                         {"begin", "conflict"},
                         {"save", "stale"},
                         {"cancel", "conflict"},
                         {"fail", "conflict"},
                         {"queue", "conflict"},
                         {"retry", "conflict"},
                         {"release", "conflict"},
                         {"pause", "same"},
                         {"erase", "same"},
                         {"probe", "same"}});
  for (const auto& [name, how] : all_ends)
    own.emplace(name, "stale");
  return own;
}

const row_of_table running = but({{"save", "same"},
                                  {"cancel", "cancelling"},
                                  {"completed", "done"},
                                  {"failed", "retrying"},
                                  {"cancelled", "conflict"},
                                  {"released", "queued"},
                                  {"died", "queued"},
                                  {"given up", "failed"}});

const row_of_table cancelling = but({{"save", "same"},
                                     {"cancel", "same"},
                                     {"failed", "cancelled"},
                                     {"cancelled", "cancelled"},
                                     {"released", "cancelled"},
                                     {"died", "cancelled"},
                                     {"given up", "cancelled"}});

row_of_table pending(row_of_table own) {
  own.merge(row_of_table{{"cancel", "cancelled"}, {"fail", "failed"}});
  return but(std::move(own));
}

row_of_table ended(const char* retry) {
  return but({{"begin", "stale"}, {"retry", retry}});
}

const std::map<job_phase, row_of_table> table = {
    {job_phase::queued, pending({{"begin", "running"}})},
    {job_phase::retrying, pending({{"queue", "queued"}})},
    {job_phase::scheduled, pending({{"queue", "queued"}})},
    {job_phase::waiting, pending({{"release", "queued"}})},
    {job_phase::running, running},
    {job_phase::cancelling, cancelling},
    {job_phase::done, ended("queued")},
    {job_phase::failed, ended("queued")},
    {job_phase::cancelled, ended("queued")},
    {job_phase::skipped, ended("conflict")},
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
      auto next = decide_on(what, &current);
      if (!next || !next->applied)
        continue;
      CAF_MESSAGE(name << " of a job that is " << to_string(phase));
      const auto& state = next->state;
      auto open = !is_terminal(state.phase);
      CAF_CHECK(may_follow(phase, state.phase));
      CAF_CHECK_EQUAL(state.completed_at, open ? 0 : later);
      CAF_CHECK_EQUAL(state.deadline_at, open && name != "retry" ? 9000 : 0);
      CAF_CHECK_EQUAL(state.run_at,
                      state.phase == job_phase::retrying ? later + 1 : 0);
      CAF_CHECK_EQUAL(state.started_at, 1000);
      CAF_CHECK_EQUAL(state.attempt, name == "begin" ? 3u : 2u);
      CAF_CHECK_EQUAL(state.error.empty(), state.phase != job_phase::failed);
      CAF_CHECK_EQUAL(state.code.empty(), state.phase != job_phase::failed);
      CAF_CHECK_EQUAL(state.node.empty(),
                      status_of(state.phase) == job_status::pending
                          || (state.phase != job_phase::running
                              && status_of(phase) == job_status::pending));
      CAF_CHECK(state.counts == current.counts || name == "retry");
    }
}

CAF_TEST(a write of any other attempt is stale in every phase) {
  for (auto phase : all_job_phases)
    for (std::uint32_t number : {0u, 1u, 3u}) {
      auto current = at(phase);
      CAF_CHECK_EQUAL(verdict(save_leads{{id, number}, {}}, &current), "stale");
      CAF_CHECK_EQUAL(verdict(begin_attempt{id, number, "x"}, &current),
                      "stale");
      for (const auto& [name, how] : all_ends)
        CAF_CHECK_EQUAL(
            verdict(end_attempt{{id, number}, how, "", ""}, &current), "stale");
    }
}

CAF_TEST(without a job only what is about no job is possible and accepting) {
  for (const auto& [name, what] : all_changes())
    CAF_CHECK_EQUAL(verdict(what, nullptr), name == "accept" ? "queued"
                                            : name == "probe" || name == "pause"
                                                ? "same"
                                                : "not_found");
}

CAF_TEST(every change names its job) {
  for (const auto& [name, what] : all_changes())
    CAF_CHECK_EQUAL(job_of(what), name == "probe" || name == "pause" ? "" : id);
}

CAF_TEST(the last failure that is allowed fails the job with its reason) {
  auto current = at(job_phase::running);
  current.failures = 2;
  auto next = decide_on(ends(attempt_end::failed), &current);
  CAF_CHECK(next.value().state.phase == job_phase::retrying);
  CAF_CHECK_EQUAL(next->state.failures, 3u);
  CAF_CHECK_EQUAL(next->reason, "It broke");
  current.failures = 3;
  next = decide_on(ends(attempt_end::failed), &current);
  CAF_CHECK(next.value().state.phase == job_phase::failed);
  CAF_CHECK_EQUAL(next->state.failures, 4u);
  CAF_CHECK_EQUAL(next->state.error, "It broke");
  CAF_CHECK_EQUAL(next->state.code, "broken");
}

CAF_TEST(a failed attempt waits for its time and not for one that has passed) {
  auto current = at(job_phase::running);
  auto next = decide_on(ends(attempt_end::failed, later + 7), &current);
  CAF_CHECK(next.value().state.phase == job_phase::retrying);
  CAF_CHECK_EQUAL(next->state.run_at, later + 7);
  for (unix_ms past : {unix_ms{0}, later - 1, later}) {
    next = decide_on(ends(attempt_end::failed, past), &current);
    CAF_CHECK(next.value().state.phase == job_phase::queued);
    CAF_CHECK_EQUAL(next->state.run_at, 0);
    CAF_CHECK_EQUAL(next->state.failures, 2u);
  }
}

CAF_TEST(giving up fails the job whatever tries are left and counts none) {
  auto current = at(job_phase::running);
  auto next = decide_on(ends(attempt_end::given_up), &current);
  CAF_CHECK(next.value().state.phase == job_phase::failed);
  CAF_CHECK_EQUAL(next->state.failures, 1u);
  CAF_CHECK_EQUAL(next->state.error, "It broke");
  CAF_CHECK_EQUAL(next->state.code, "broken");
}

CAF_TEST(three deaths in a row without a saved row quarantine the job) {
  auto current = at(job_phase::queued);
  for (std::uint32_t n = 1; n <= max_deaths_in_a_row; ++n) {
    current =
        decide_on(begin_attempt{id, current.attempt, "x"}, &current)->state;
    auto next =
        decide_on(end_attempt{{id, current.attempt}, attempt_end::died, "", ""},
                  &current);
    current = next.value().state;
    CAF_CHECK_EQUAL(current.deaths, n);
    CAF_CHECK_EQUAL(current.failures, 1u);
    CAF_CHECK(
        current.phase
        == (n < max_deaths_in_a_row ? job_phase::queued : job_phase::failed));
  }
  CAF_CHECK_EQUAL(current.code, "quarantined");
  CAF_CHECK(current.error.find("3 times") != std::string::npos);
  auto again = decide_on(retry_job{id}, &current);
  CAF_CHECK_EQUAL(again.value().state.deaths, 0u);
}

CAF_TEST(a row that was saved resets the count of deaths) {
  auto current = at(job_phase::running);
  current.deaths = 2;
  auto saved = with_saved(current, {1, 0, 0});
  CAF_CHECK_EQUAL(saved.deaths, 0u);
  CAF_CHECK(with_saved(current, {}) == current);
  auto died = decide_on(ends(attempt_end::died), &saved);
  CAF_CHECK(died.value().state.phase == job_phase::queued);
  CAF_CHECK_EQUAL(died->state.deaths, 0u);
  // What the attempt before has saved does not count for the next one.
  auto next = decide_on(begin_attempt{id, 2, "x"}, &died->state);
  CAF_CHECK(!next.value().state.saved_since_start);
  died =
      decide_on(end_attempt{{id, 3}, attempt_end::died, "", ""}, &next->state);
  CAF_CHECK_EQUAL(died.value().state.deaths, 1u);
}

CAF_TEST(a job does not complete while a row is missing) {
  auto current = at(job_phase::running);
  current.progress.total = 3;
  CAF_CHECK_EQUAL(verdict(ends(attempt_end::completed), &current), "conflict");
  CAF_CHECK_EQUAL(verdict(save_leads{{id, 2}, {row(2)}}, &current), "same");
  CAF_CHECK_EQUAL(verdict(save_leads{{id, 2}, {row(3)}}, &current),
                  "invalid_argument");
}

CAF_TEST(the first start is remembered and its time runs from there) {
  auto current = at(job_phase::queued);
  current.attempt = 0;
  current.started_at = 0;
  current.deadline_at = 0;
  current.timeout_s = 60;
  auto next = decide_on(begin_attempt{id, 0, "there"}, &current);
  CAF_CHECK_EQUAL(next.value().state.started_at, later);
  CAF_CHECK_EQUAL(next->state.deadline_at, later + 60'000);
  CAF_CHECK_EQUAL(next->state.attempt, 1u);
  CAF_CHECK_EQUAL(next->state.node, "there");
  // A retry within the job's time does not prolong it.
  current = next->state;
  current.phase = job_phase::queued;
  current.deadline_at = 5000;
  next = decide_on(begin_attempt{id, 1, "there"}, &current);
  CAF_CHECK_EQUAL(next.value().state.deadline_at, 5000);
  current.timeout_s = 0;
  current.deadline_at = 0;
  next = decide_on(begin_attempt{id, 1, "there"}, &current);
  CAF_CHECK_EQUAL(next.value().state.deadline_at, 0);
}

CAF_TEST(a retry by hand leaves what is saved and forgets the end) {
  auto current = at(job_phase::failed);
  current.error = "It broke";
  current.code = "broken";
  current.deaths = 2;
  auto next = decide_on(retry_job{id}, &current);
  auto expected = current;
  expected.phase = job_phase::queued;
  expected.progress.current = 1;
  expected.counts.failed = 0;
  expected.failures = 0;
  expected.deaths = 0;
  expected.error.clear();
  expected.code.clear();
  expected.node.clear();
  expected.completed_at = 0;
  CAF_CHECK(next.value().state == expected);
  // Its time begins anew with the next start.
  auto timed = expected;
  timed.timeout_s = 10;
  auto begun = decide_on(begin_attempt{id, 2, "x"}, &timed);
  CAF_CHECK_EQUAL(begun.value().state.deadline_at, later + 10'000);
  CAF_CHECK_EQUAL(begun->state.started_at, 1000);
}

CAF_TEST(a job that completed without a failed lead is not retried) {
  auto current = at(job_phase::done);
  current.counts = {2, 0, 0};
  auto refused = decide_on(retry_job{id}, &current);
  CAF_REQUIRE(!refused);
  CAF_CHECK(refused.error().code == errc::conflict);
  CAF_CHECK(refused.error().detail.find("no lead") != std::string::npos);
}

CAF_TEST(progress follows from the counts of all statuses) {
  job_counts added;
  for (auto status : all_lead_statuses)
    count_of(added, status) += 1 + static_cast<std::uint32_t>(status);
  auto state = with_saved(at(job_phase::running), added);
  CAF_CHECK(state.counts == (job_counts{2, 2, 4}));
  CAF_CHECK_EQUAL(state.progress.current, 8u);
  CAF_CHECK(state.saved_since_start);
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
