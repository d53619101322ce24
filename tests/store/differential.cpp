// The same random changes go to the model in memory and to SQLite; every answer
// and everything that can be read must be equal. A failure prints its seed.
#define CAF_SUITE store_differential
#include <caf/test/unit_test.hpp>

#include <map>
#include <optional>

#include "tests/store/random_changes.hpp"
#include "tests/store/stores.hpp"

using namespace leadmill;
using namespace leadmill::test;

namespace {

/// How often an answer was a job that stands so.
using meetings = std::map<std::pair<job_type, job_phase>, int>;

constexpr int rounds = 120;
constexpr int rounds_per_store = 12;

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

bool same_lead_places(job_reader& a, job_reader& b) {
  for (int key = 0; key < 7; ++key)
    if (auto text = "key-" + std::to_string(key);
        !same(a.find_lead(text), b.find_lead(text)))
      return false;
  return true;
}

bool same_unworked(job_reader& a, job_reader& b, std::uint32_t step) {
  unworked_page x, y;
  for (int i = 0; i < 10000; ++i) {
    x = need(a.unworked(x.next_job, x.next_row, step));
    y = need(b.unworked(y.next_job, y.next_row, step));
    if (x.next_job != y.next_job || x.next_row != y.next_row
        || x.rows.size() != y.rows.size())
      return false;
    for (std::size_t n = 0; n < x.rows.size(); ++n)
      if (x.rows[n].job != y.rows[n].job || x.rows[n].row != y.rows[n].row)
        return false;
    if (x.next_job == 0)
      return true;
  }
  return false;
}

bool same_answer(job_reader& a, job_reader& b, const std::string& key,
                 const std::string& subject, unix_ms now) {
  auto x = need(a.answer(key, subject, now));
  auto y = need(b.answer(key, subject, now));
  return x.found == y.found && x.status == y.status && x.body == y.body
         && x.knows_subject == y.knows_subject;
}

bool same_outside(job_reader& a, job_reader& b, random_changes& make) {
  for (int i = 0; i < 3; ++i)
    if (!same_answer(a, b, make.some_key(), make.some_key(),
                     noon + make.below(90)))
      return false;
  auto now = noon + make.below(100);
  return need(a.usage(now)).entries == need(b.usage(now)).entries;
}

/// What both say about all jobs; `make` chooses.
bool same_overview(job_reader& a, job_reader& b, random_changes& make) {
  return same(a.last_seq(), b.last_seq()) && same(a.open_jobs(), b.open_jobs())
         && same(a.recently_ended(9), b.recently_ended(9))
         && same(a.removals(5), b.removals(5))
         && same(a.stats(noon), b.stats(noon)) && same(a.paused(), b.paused())
         && same_lead_places(a, b) && same_unworked(a, b, 1 + make.below(40))
         && (make.below(4) != 0 || same_lists(a, b, make.some_query()));
}

bool same_job(job_reader& a, job_reader& b, random_changes& make) {
  auto id = make.some_id();
  auto found = a.find(id);
  attempt_ref attempt{id, found ? found->attempt : 0};
  return same(found, b.find(id)) && same(a.history(id), b.history(id))
         && same(a.scrape(attempt), b.scrape(attempt))
         && same_results(a, b, make.some_results(), 1 + make.below(9))
         && same_rows(a, b, attempt, make.below(30), make.below(30));
}

/// Removes and purges now and then.
bool same_removal(store_under_test& memory, store_under_test& sqlite,
                  random_changes& make, unix_ms now) {
  if (make.below(4) == 0) {
    auto before = noon + make.below(60);
    if (memory.writer().remove_ended(before, now)
        != sqlite.writer().remove_ended(before, now))
      return false;
  }
  auto purge_at = make.below(8) == 0 ? now + keep_keys_ms : now;
  if (make.below(3) == 0) {
    memory.purge(1, purge_at);
    sqlite.purge(1 + make.below(20), purge_at);
  }
  return true;
}

/// One sequence; false when the stores differ.
bool run(store_under_test& memory, store_under_test& sqlite,
         random_changes& make, meetings& met) {
  auto a = memory.reader();
  auto b = sqlite.reader();
  for (int i = 0; i < 30; ++i) {
    auto now = noon + make.below(60);
    auto batch = make.batch();
    auto x = memory.commit(batch, now);
    if (x != sqlite.commit(batch, now)
        || !same_removal(memory, sqlite, make, now))
      return false;
    for (const auto& answer : x)
      if (answer && !answer->id.empty())
        ++met[{answer->type, answer->phase}];
    if (!same_overview(*a, *b, make) || !same_job(*a, *b, make)
        || !same_outside(*a, *b, make))
      return false;
  }
  return true;
}

} // namespace

CAF_TEST(memory and SQLite answer alike to whatever they are told) {
  meetings met;
  for (int first = 0; first < rounds; first += rounds_per_store) {
    memory_under_test memory;
    sqlite_under_test sqlite{quick_parent()};
    auto look = [&](const std::string& id) -> std::optional<job> {
      auto found = memory.reader()->find(id);
      return found ? std::optional{*found} : std::nullopt;
    };
    for (int seed = first; seed < first + rounds_per_store; ++seed) {
      random_changes make{static_cast<std::uint32_t>(seed),
                          static_cast<std::uint64_t>(seed) * 4, look};
      if (!run(memory, sqlite, make, met))
        CAF_FAIL("the stores differ with seed " << seed);
      if (seed % 7 == 0)
        sqlite.reopen();
    }
  }
  // The sequences must get everywhere to mean something.
  for (auto type : {job_type::enrichment, job_type::scraping})
    for (auto phase : all_job_phases) {
      auto times = met[{type, phase}];
      CAF_MESSAGE(to_string(type) << ' ' << to_string(phase) << ": " << times);
      CAF_CHECK(times >= 5);
    }
}
