// The stores that are held to the contract, behind one face, and the small
// jobs and leads that their tests are made of.
#pragma once

#include <memory>
#include <stdexcept>
#include <string>
#include <vector>

#include <caf/test/unit_test.hpp>

#include "messages/ids.hpp"
#include "store/job_store.hpp"
#include "store/memory_store.hpp"
#include "store/sqlite_store.hpp"
#include "tests/support/scratch.hpp"

namespace leadmill::test {

/// The time at which things happen unless a test says otherwise.
constexpr unix_ms noon = 1767225600000;

/// The value, or an exception that fails the test and says why.
template <class T>
T need(outcome<T> what) {
  if (!what)
    throw std::runtime_error(std::string{to_string(what.error().code)} + ": "
                             + what.error().detail);
  return std::move(*what);
}

inline void need(const outcome<void>& what) {
  need(what.map([] { return true; }));
}

class store_under_test {
 public:
  virtual ~store_under_test() = default;
  virtual const char* name() const = 0;
  virtual job_store& writer() = 0;
  virtual std::unique_ptr<job_reader> reader() = 0;
  /// As after a restart; readers and cursors must be gone.
  virtual void reopen() = 0;

  std::vector<outcome<job>> commit(const std::vector<change>& batch,
                                   unix_ms now = noon) {
    return need(writer().commit(batch, now));
  }
  /// A batch of one.
  outcome<job> apply(change what, unix_ms now = noon) {
    return commit({std::move(what)}, now).at(0);
  }
  /// Removes what ended before `before`; the ids, in their order.
  std::vector<std::string> remove(unix_ms before, unix_ms now = noon) {
    std::vector<std::string> out;
    for (auto& gone : need(writer().remove_ended(before, now)))
      out.push_back(std::move(gone.id));
    return out;
  }
  /// Purges to the end; how many calls that took.
  int purge(std::uint32_t max_rows = 1000, unix_ms now = noon) {
    int calls = 1;
    while (need(writer().purge(max_rows, now)) && calls < 100000)
      ++calls;
    return calls;
  }
  /// A batch of one, where a refusal is a failure of the test.
  job done(change what, unix_ms now = noon) {
    return need(apply(std::move(what), now));
  }
};

class memory_under_test : public store_under_test {
 public:
  explicit memory_under_test(std::vector<outbox_route> routes = {})
      : store_(std::move(routes)) {}
  const char* name() const override { return "memory"; }
  job_store& writer() override { return store_.writer(); }
  std::unique_ptr<job_reader> reader() override { return store_.make_reader(); }
  void reopen() override {}

 private:
  memory_store store_;
};

class sqlite_under_test : public store_under_test {
 public:
  sqlite_under_test() { reopen(); }
  explicit sqlite_under_test(const std::filesystem::path& parent,
                             std::vector<outbox_route> routes = {})
      : dir_(parent), routes_(std::move(routes)) {
    reopen();
  }
  const char* name() const override { return "sqlite"; }
  job_store& writer() override { return store_->writer(); }
  std::unique_ptr<job_reader> reader() override {
    return need(store_->make_reader());
  }
  void reopen() override {
    store_.reset();
    store_ = need(sqlite_store::open(file(), routes_));
  }
  std::filesystem::path file() const { return dir_ / "leadmill.db"; }

 private:
  scratch dir_;
  std::vector<outbox_route> routes_;
  std::unique_ptr<sqlite_store> store_;
};

/// Runs `f` on a fresh store of each kind, which has these destinations.
template <class F>
void with_each_store(F f, const std::vector<outbox_route>& routes = {}) {
  memory_under_test memory{routes};
  sqlite_under_test sqlite{quick_parent(), routes};
  for (store_under_test* store : {static_cast<store_under_test*>(&memory),
                                  static_cast<store_under_test*>(&sqlite)}) {
    try {
      f(*store);
    } catch (const std::runtime_error& e) {
      CAF_FAIL(store->name() << ": " << e.what());
    }
  }
}

inline std::string id_of(std::uint64_t number) {
  return make_job_id(job_type::enrichment, noon, number);
}

inline std::string row_text(std::uint32_t row) {
  return R"({"n":")" + std::to_string(row) + "\"}";
}

inline job_draft draft(std::uint64_t number, std::uint32_t rows) {
  job_draft out;
  out.id = id_of(number);
  out.headers = {"n"};
  for (std::uint32_t row = 0; row < rows; ++row)
    out.rows.push_back(row_text(row));
  return out;
}

inline lead_result lead(std::uint32_t row,
                        lead_status status = lead_status::saved) {
  lead_result out;
  out.row = row;
  out.status = status;
  if (status != lead_status::saved)
    out.reason = "no-email";
  out.key = "key-" + std::to_string(row % 7);
  if (row >= 7)
    out.duplicate_of = row % 7;
  out.input = row_text(row);
  out.fields = R"({"emailValid":true})";
  return out;
}

inline std::vector<lead_result> leads(std::uint32_t first,
                                      std::uint32_t count) {
  std::vector<lead_result> out;
  for (std::uint32_t i = 0; i < count; ++i)
    out.push_back(lead(first + i));
  return out;
}

/// A job that reads at most so many pages.
inline job_draft scrape_draft(std::uint64_t number, std::uint32_t max_pages,
                              std::uint32_t max_results = 250) {
  job_draft out;
  out.id = id_of(number);
  out.type = job_type::scraping;
  out.scrape = scrape_plan{"directory", R"({"q":"a"})", max_pages, max_results};
  return out;
}

/// The enrichment that follows a scraping job.
inline job_draft then_draft(std::uint64_t number) {
  job_draft out;
  out.id = id_of(number);
  return out;
}

/// A page of `count` people who are numbered from `first` on.
inline save_page page_of(const attempt_ref& attempt, std::uint32_t page,
                         std::uint32_t first, std::uint32_t count) {
  auto number = std::to_string(page);
  save_page out{attempt, page, "c" + number, "d" + number, false, {}};
  for (auto& l : leads(first, count)) {
    l.duplicate_of = no_row;
    out.leads.push_back(std::move(l));
  }
  return out;
}

/// Accepts the job and starts its first attempt.
inline attempt_ref start(store_under_test& store, const job_draft& what) {
  store.done(accept_job{what});
  store.done(begin_attempt{what.id, 0, "here"});
  return {what.id, 1};
}

inline attempt_ref start(store_under_test& store, std::uint64_t number,
                         std::uint32_t rows) {
  return start(store, draft(number, rows));
}

inline end_attempt end_of(const attempt_ref& attempt, attempt_end how) {
  return {attempt, how, {}, {}};
}

/// Accepts, starts, saves every row and completes.
inline attempt_ref run_through(store_under_test& store, std::uint64_t number,
                               std::uint32_t rows, unix_ms now = noon) {
  auto attempt = start(store, number, rows);
  store.done(save_leads{attempt, leads(0, rows)}, now);
  store.done(end_of(attempt, attempt_end::completed), now);
  return attempt;
}

/// Gives the attempt back and starts the next one.
inline attempt_ref begin_again(store_under_test& store,
                               const attempt_ref& attempt) {
  store.done(end_of(attempt, attempt_end::released));
  store.done(begin_attempt{attempt.job, attempt.number, "there"});
  return {attempt.job, attempt.number + 1};
}

/// What a refusal was, or 0 for none.
template <class T>
errc code_of(const outcome<T>& what) {
  return what ? errc{} : what.error().code;
}

inline std::vector<std::uint32_t>
rows_of(const std::vector<lead_result>& results) {
  std::vector<std::uint32_t> out;
  for (const auto& l : results)
    out.push_back(l.row);
  return out;
}

inline std::vector<std::string> ids_of(const std::vector<job>& jobs) {
  std::vector<std::string> out;
  for (const auto& state : jobs)
    out.push_back(state.id);
  return out;
}

/// The columns of a job.
inline std::vector<std::string> headers_of(store_under_test& store,
                                           const std::string& id) {
  result_query query;
  query.job = id;
  auto reader = store.reader();
  return need(reader->open_results(query))->head().headers;
}

/// The rows that the attempt has to work on.
inline std::vector<std::string> inputs(store_under_test& store,
                                       const attempt_ref& attempt) {
  std::vector<std::string> out;
  for (auto& row : need(store.reader()->pull({attempt, 0, 100000})).rows) {
    CAF_CHECK_EQUAL(row.row, out.size());
    out.push_back(std::move(row.json));
  }
  return out;
}

} // namespace leadmill::test
