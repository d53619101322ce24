// The table of what every change makes of a job in every phase; what the
// changes do beside moving it is in the tests below, and for waits in
// transition_waits.cpp.
#define CAF_SUITE store_transition
#include "store/transition.hpp"

#include <caf/test/unit_test.hpp>

#include <map>
#include <set>
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
      {"page", save_page{{id, 2}, 1, "", "", false, {}}},
      {"cancel", cancel_job{id}},
      {"fail", fail_job{id, "No", "dispatch_failed"}},
      {"queue", queue_job{id}},
      {"release", release_job{id}},
      {"retry", retry_job{id}},
      {"pause", set_paused{}},
      {"erase", erase_leads{id, {0}}},
      {"keep", keep_answer{}},
      {"note", note_subject{}},
      {"forget", forget_answers{}},
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
                         {"page", "stale"},
                         {"cancel", "conflict"},
                         {"fail", "conflict"},
                         {"queue", "conflict"},
                         {"retry", "conflict"},
                         {"release", "conflict"},
                         {"pause", "same"},
                         {"erase", "same"},
                         {"keep", "same"},
                         {"note", "same"},
                         {"forget", "same"},
                         {"probe", "same"}});
  for (const auto& [name, how] : all_ends)
    own.emplace(name, "stale");
  return own;
}

const row_of_table running = but({{"save", "same"},
                                  {"page", "conflict"},
                                  {"cancel", "cancelling"},
                                  {"completed", "done"},
                                  {"failed", "retrying"},
                                  {"cancelled", "conflict"},
                                  {"released", "queued"},
                                  {"died", "queued"},
                                  {"given up", "failed"}});

const row_of_table cancelling = but({{"save", "same"},
                                     {"page", "conflict"},
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

const std::set<std::string> about_no_job = {"probe", "pause", "keep", "note",
                                            "forget"};

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
                                            : about_no_job.count(name) != 0
                                                ? "same"
                                                : "not_found");
}

CAF_TEST(a job and the one that follows it are accepted together
         or not at all) {
  accept_job first = accept();
  first.draft.after = parent_id;
  accept_job then;
  then.draft.id = "then";
  then.draft.after = id;
  auto known = parent();
  auto decided = [&](const std::string& taken) {
    return decide_both(
        first, then,
        [&](const std::string& asked) {
          return asked == parent_id || asked == taken ? &known : nullptr;
        },
        later);
  };
  auto both = decided("");
  CAF_REQUIRE(both);
  CAF_CHECK_EQUAL(both->first.state.id, id);
  CAF_CHECK(both->first.state.phase == job_phase::queued);
  CAF_CHECK_EQUAL(both->then.state.id, "then");
  CAF_CHECK(both->then.state.phase == job_phase::waiting);
  for (const std::string taken : {id, "then"})
    CAF_CHECK(!decided(taken));
}

CAF_TEST(every change names its job) {
  for (const auto& [name, what] : all_changes())
    CAF_CHECK_EQUAL(job_of(what), about_no_job.count(name) != 0 ? "" : id);
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

CAF_TEST(a retry of a scraping job keeps what it has whatever became of rows) {
  for (auto phase : {job_phase::failed, job_phase::cancelled}) {
    auto current = at(phase);
    current.type = job_type::scraping;
    auto next = decide_on(retry_job{id}, &current);
    CAF_CHECK(next.value().state.phase == job_phase::queued);
    CAF_CHECK(next->state.progress == current.progress);
    CAF_CHECK(next->state.counts == current.counts);
  }
  auto done = at(job_phase::done);
  done.type = job_type::scraping;
  CAF_CHECK_EQUAL(verdict(retry_job{id}, &done), "conflict");
}

CAF_TEST(rows are saved by enrichments and pages by scraping jobs) {
  auto current = at(job_phase::running);
  current.type = job_type::scraping;
  CAF_CHECK_EQUAL(verdict(save_leads{{id, 2}, {row(0)}}, &current), "conflict");
  scrape_progress so_far;
  auto page = [&](std::uint32_t number, std::uint32_t attempt) {
    return decide(save_page{{id, attempt}, number, "", "", false, {}}, &current,
                  nullptr, later, &so_far);
  };
  CAF_CHECK(page(1, 2).value().state == current);
  CAF_CHECK(!page(1, 2)->applied);
  CAF_CHECK(page(2, 2).error().code == errc::conflict);
  CAF_CHECK(page(2, 1).error().code == errc::stale);
  CAF_CHECK(page(1, 3).error().code == errc::stale);
}

CAF_TEST(only of scraping jobs it matters how far they have come) {
  auto scraping = at(job_phase::running);
  scraping.type = job_type::scraping;
  auto other = at(job_phase::running);
  for (const auto& [name, what] : all_changes()) {
    CAF_CHECK_EQUAL(asks_for_scrape(what, &scraping),
                    name == "page" || name == "completed");
    CAF_CHECK(!asks_for_scrape(what, &other));
    CAF_CHECK(!asks_for_scrape(what, nullptr));
  }
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
