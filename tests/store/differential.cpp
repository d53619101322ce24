// The same random changes go to the model in memory and to SQLite; every answer
// and everything that can be read must be equal. A failure prints its seed.
#define CAF_SUITE store_differential
#include <caf/test/unit_test.hpp>

#include <map>
#include <random>

#include "tests/store/stores.hpp"

using namespace leadmill;
using namespace leadmill::test;

namespace {

constexpr int rounds = 300;
constexpr int rounds_per_store = 30;

/// Makes changes to few jobs, so that they meet.
class generator {
 public:
  generator(std::uint32_t seed, std::uint64_t first)
      : random_(seed), first_(first) {}

  std::uint32_t below(std::uint32_t bound) {
    return static_cast<std::uint32_t>(random_() % bound);
  }

  std::string some_id() { return id_of(first_ + below(4)); }

  std::vector<change> batch() {
    std::vector<change> out;
    for (auto n = below(6); n < 6; ++n)
      out.push_back(next());
    if (below(4) == 0)
      add_attempt(out);
    return out;
  }

  job_query some_query() {
    job_query out;
    out.open_only = below(3) == 0;
    if (below(3) == 0)
      out.status = static_cast<job_status>(below(5));
    if (below(4) == 0)
      out.type = static_cast<job_type>(below(2));
    if (below(3) == 0)
      out.tag = below(2) == 0 ? "red" : "blue";
    if (below(4) == 0)
      out.text = below(2) == 0 ? "RED" : some_id().substr(20);
    if (below(4) == 0)
      out.from = noon + below(50);
    if (below(4) == 0)
      out.to = noon + below(50);
    out.limit = 1 + below(4);
    return out;
  }

  result_query some_results() {
    result_query out;
    out.job = some_id();
    if (below(3) == 0)
      out.status = all_lead_statuses[below(3)];
    out.limit = below(4);
    out.from_row = below(3) == 0 ? below(30) : 0;
    if (below(2) == 0)
      out.since = below(30);
    return out;
  }

 private:
  /// What a job actor would do.
  void add_attempt(std::vector<change>& out) {
    auto attempt = some_attempt();
    out.push_back(begin_attempt{attempt.job, attempt.number - 1, "n"});
    for (std::uint32_t row = 0; row < 4; ++row)
      out.push_back(save_leads{attempt, {lead(row)}});
    out.push_back(end_of(attempt, attempt_end::completed));
  }

  attempt_ref some_attempt() { return {some_id(), 1 + below(3)}; }

  change next() {
    switch (below(10)) {
    case 0:
      return accept_job{some_draft()};
    case 1:
    case 2:
      return begin_attempt{some_id(), below(4), "n" + std::to_string(below(3))};
    case 3:
    case 4:
    case 5:
      return save_leads{some_attempt(), some_leads()};
    case 6:
    case 7:
      return end_attempt{some_attempt(), static_cast<attempt_end>(below(4)),
                         below(2) == 0 ? "It broke" : "", "broken"};
    case 8:
      if (below(3) == 0)
        return fail_job{some_id(), "Nobody took it", "dispatch_failed"};
      return cancel_job{some_id()};
    default:
      return below(3) == 0 ? change{probe_write{}}
                           : change{accept_job{some_draft()}};
    }
  }

  job_draft some_draft() {
    auto out = draft(0, below(3) != 0 ? below(3) : below(30));
    out.id = below(30) == 0 ? "" : some_id();
    out.type = static_cast<job_type>(below(2));
    out.max_attempts = 1 + below(3);
    if (below(2) == 0)
      out.tags = {"red", "blue", "red"};
    if (below(20) == 0)
      out.rows.push_back("{\n}");
    return out;
  }

  std::vector<lead_result> some_leads() {
    std::vector<lead_result> out;
    for (auto n = below(8); n > 0; --n)
      out.push_back(
          lead(below(below(10) == 0 ? 40 : 4), all_lead_statuses[below(3)]));
    return out;
  }

  std::mt19937 random_;
  std::uint64_t first_;
};

template <class T>
bool same(const outcome<T>& a, const outcome<T>& b) {
  return a == b;
}

bool same_results(job_reader& a, job_reader& b, const result_query& query,
                  std::uint32_t step) {
  auto x = a.open_results(query);
  auto y = b.open_results(query);
  if (!x || !y)
    return !x && !y && x.error() == y.error();
  if ((*x)->head().state != (*y)->head().state
      || (*x)->head().headers != (*y)->head().headers)
    return false;
  for (int i = 0; i < 100; ++i) {
    auto p = need((*x)->next(step));
    auto q = need((*y)->next(step));
    if (p.leads != q.leads || p.last != q.last || p.next_row != q.next_row
        || p.next_since != q.next_since)
      return false;
    if (p.last)
      return true;
  }
  return false;
}

bool same_lists(job_reader& a, job_reader& b, job_query query) {
  for (int i = 0; i < 10000; ++i) {
    auto x = need(a.list(query));
    auto y = need(b.list(query));
    if (x.jobs != y.jobs || x.next_cursor != y.next_cursor)
      return false;
    if (x.next_cursor.empty())
      return true;
    query.cursor = x.next_cursor;
  }
  return false;
}

bool same_rows(job_reader& a, job_reader& b, const attempt_ref& attempt,
               std::uint32_t from, std::uint32_t max) {
  auto p = a.pull({attempt, from, max});
  auto q = b.pull({attempt, from, max});
  auto x = a.checkpoint({attempt, from, max});
  auto y = b.checkpoint({attempt, from, max});
  if (!p || !x)
    return !q && !y && p.error() == q.error() && x.error() == y.error();
  return q && y && p->rows == q->rows && p->last == q->last
         && x->leads == y->leads && x->last == y->last;
}

/// One sequence; false when the stores differ.
bool run(store_under_test& memory, store_under_test& sqlite, generator& make) {
  for (int i = 0; i < 10; ++i) {
    auto now = noon + make.below(60);
    auto batch = make.batch();
    auto x = memory.commit(batch, now);
    auto y = sqlite.commit(batch, now);
    if (x != y)
      return false;
  }
  auto a = memory.reader();
  auto b = sqlite.reader();
  bool equal = same(a->last_seq(), b->last_seq())
               && same(a->open_jobs(), b->open_jobs())
               && same(a->recently_ended(9), b->recently_ended(9))
               && same_lists(*a, *b, make.some_query());
  for (int i = 0; i < 6 && equal; ++i) {
    auto id = make.some_id();
    auto found = a->find(id);
    attempt_ref attempt{id, found ? found->attempt : 0};
    equal = same(found, b->find(id))
            && same_results(*a, *b, make.some_results(), 1 + make.below(9))
            && same_rows(*a, *b, attempt, make.below(30), make.below(30));
  }
  return equal;
}

} // namespace

CAF_TEST(memory and SQLite answer alike to whatever they are told) {
  std::map<job_phase, int> met;
  for (int first = 0; first < rounds; first += rounds_per_store) {
    memory_under_test memory;
    sqlite_under_test sqlite{quick_parent()};
    for (int seed = first; seed < first + rounds_per_store; ++seed) {
      generator make{static_cast<std::uint32_t>(seed),
                     static_cast<std::uint64_t>(seed) * 4};
      if (!run(memory, sqlite, make))
        CAF_ERROR("the stores differ with seed " << seed);
      if (seed % 7 == 0)
        sqlite.reopen();
    }
    for (const auto& state : need(memory.reader()->open_jobs()))
      ++met[state.phase];
    for (const auto& state : need(memory.reader()->recently_ended(1000)))
      ++met[state.phase];
  }
  // The sequences must get somewhere to mean something.
  for (auto phase :
       {job_phase::queued, job_phase::running, job_phase::cancelling,
        job_phase::done, job_phase::failed, job_phase::cancelled})
    CAF_CHECK(met[phase] >= 10);
}
