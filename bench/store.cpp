// The save path of the store beside raw SQLite inserts of the same rows into
// the same table with the same settings: what deciding, fencing and counting
// cost. Runs on the file system of TMPDIR; a tmpfs there measures no disk.
#include <cstdlib>
#include <filesystem>
#include <string>
#include <vector>

#include <SQLiteCpp/SQLiteCpp.h>
#include <benchmark/benchmark.h>

#include "store/sqlite_store.hpp"

using namespace leadmill;

namespace {

namespace fs = std::filesystem;

constexpr std::uint32_t batch_rows = 256;
constexpr std::uint32_t job_rows = 10000;
constexpr unix_ms now = 1767225600000;

class temp_dir {
 public:
  temp_dir() {
    auto name = (fs::temp_directory_path() / "leadmill-XXXXXX").string();
    if (::mkdtemp(name.data()) == nullptr)
      std::abort();
    path_ = name;
  }
  ~temp_dir() { fs::remove_all(path_); }
  fs::path file() const { return path_ / "leadmill.db"; }

 private:
  fs::path path_;
};

std::string padded(std::string head, std::size_t size) {
  head += R"(","note":")";
  head.append(size - head.size() - 2, 'x');
  return head + "\"}";
}

std::string input_row(std::uint32_t row) {
  return padded(R"({"email":"lead)" + std::to_string(row) + "@example.com",
                300);
}

lead_result lead(std::uint32_t row) {
  return {row,
          lead_status::saved,
          "",
          "lead" + std::to_string(row) + "@example.com",
          no_row,
          input_row(row),
          padded(R"({"phoneE164":"+12025550100","domain":"example)"
                     + std::to_string(row) + ".com",
                 500)};
}

std::vector<std::vector<lead_result>> batches() {
  std::vector<std::vector<lead_result>> out;
  for (std::uint32_t row = 0; row < job_rows; ++row) {
    if (row % batch_rows == 0)
      out.emplace_back();
    out.back().push_back(lead(row));
  }
  return out;
}

job_draft draft(std::uint64_t number, std::uint32_t rows) {
  job_draft out;
  out.id = make_job_id(job_type::enrichment, now, number);
  out.headers = {"email", "note"};
  for (std::uint32_t row = 0; row < rows; ++row)
    out.rows.push_back(input_row(row));
  return out;
}

void check(benchmark::State& state,
           const outcome<std::vector<outcome<job>>>& answers) {
  if (!answers)
    return state.SkipWithError(answers.error().detail.c_str());
  for (const auto& answer : *answers)
    if (!answer)
      return state.SkipWithError(answer.error().detail.c_str());
}

/// A job of 10,000 rows saved in batches of 256, one transaction each.
void save_through_store(benchmark::State& state) {
  auto all = batches();
  temp_dir dir;
  auto store = sqlite_store::open(dir.file()).value();
  auto& writer = store->writer();
  std::uint64_t number = 0;
  for (auto _ : state) {
    state.PauseTiming();
    auto what = draft(++number, job_rows);
    auto id = what.id;
    check(state,
          writer.commit(
              {accept_job{std::move(what)}, begin_attempt{id, 0, "n"}}, now));
    std::vector<std::vector<change>> changes;
    for (const auto& leads : all)
      changes.push_back({save_leads{{id, 1}, leads}});
    state.ResumeTiming();
    for (const auto& batch : changes)
      check(state, writer.commit(batch, now));
  }
  state.SetItemsProcessed(state.iterations() * job_rows);
}
BENCHMARK(save_through_store)->UseRealTime()->Unit(benchmark::kMillisecond);

/// The same rows, batches and settings without the store.
void save_raw(benchmark::State& state) {
  auto all = batches();
  temp_dir dir;
  SQLite::Database db{dir.file().string(), SQLite::OPEN_READWRITE
                                               | SQLite::OPEN_CREATE
                                               | SQLite::OPEN_NOMUTEX};
  db.exec("PRAGMA page_size = 8192; PRAGMA auto_vacuum = INCREMENTAL;"
          "PRAGMA secure_delete = ON;"
          "PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL;"
          "CREATE TABLE results (job INTEGER, row INTEGER, status TEXT,"
          " reason TEXT, lead_key TEXT, duplicate_of INTEGER, input TEXT,"
          " fields TEXT, PRIMARY KEY (job, row)) WITHOUT ROWID");
  SQLite::Statement insert{
      db, "INSERT INTO results VALUES (?, ?, ?, ?, ?, ?, ?, ?)"};
  SQLite::Statement begin{db, "BEGIN IMMEDIATE"}, commit{db, "COMMIT"};
  std::int64_t number = 0;
  for (auto _ : state) {
    ++number;
    for (const auto& leads : all) {
      begin.exec();
      begin.reset();
      for (const auto& l : leads) {
        insert.bind(1, number);
        insert.bind(2, l.row);
        insert.bindNoCopy(3, to_string(l.status));
        insert.bindNoCopy(4, l.reason);
        insert.bindNoCopy(5, l.key);
        insert.bind(6);
        insert.bindNoCopy(7, l.input);
        insert.bindNoCopy(8, l.fields);
        insert.exec();
        insert.reset();
      }
      commit.exec();
      commit.reset();
    }
  }
  state.SetItemsProcessed(state.iterations() * job_rows);
}
BENCHMARK(save_raw)->UseRealTime()->Unit(benchmark::kMillisecond);

/// Jobs of one row, 32 to a commit.
void accept_small(benchmark::State& state) {
  temp_dir dir;
  auto store = sqlite_store::open(dir.file()).value();
  std::uint64_t number = 0;
  for (auto _ : state) {
    state.PauseTiming();
    std::vector<change> batch;
    for (int i = 0; i < 32; ++i)
      batch.push_back(accept_job{draft(++number, 1)});
    state.ResumeTiming();
    check(state, store->writer().commit(batch, now));
  }
  state.SetItemsProcessed(state.iterations() * 32);
}
BENCHMARK(accept_small)->UseRealTime()->Unit(benchmark::kMillisecond);

/// One job of 10,000 rows.
void accept_large(benchmark::State& state) {
  temp_dir dir;
  auto store = sqlite_store::open(dir.file()).value();
  std::uint64_t number = 0;
  for (auto _ : state) {
    state.PauseTiming();
    std::vector<change> batch{accept_job{draft(++number, job_rows)}};
    state.ResumeTiming();
    check(state, store->writer().commit(batch, now));
  }
  state.SetItemsProcessed(state.iterations() * job_rows);
}
BENCHMARK(accept_large)->UseRealTime()->Unit(benchmark::kMillisecond);

/// The results of a job of 10,000 rows through a cursor, 512 at a time.
void read_results(benchmark::State& state) {
  temp_dir dir;
  auto store = sqlite_store::open(dir.file()).value();
  auto what = draft(1, job_rows);
  auto id = what.id;
  check(state,
        store->writer().commit(
            {accept_job{std::move(what)}, begin_attempt{id, 0, "n"}}, now));
  for (const auto& leads : batches())
    check(state, store->writer().commit({save_leads{{id, 1}, leads}}, now));
  auto reader = store->make_reader().value();
  for (auto _ : state) {
    result_query query;
    query.job = id;
    auto cursor = reader->open_results(query).value();
    std::size_t rows = 0;
    for (bool last = false; !last;) {
      auto part = cursor->next(512).value();
      rows += part.leads.size();
      last = part.last;
    }
    if (rows != job_rows)
      state.SkipWithError("rows are missing");
  }
  state.SetItemsProcessed(state.iterations() * job_rows);
}
BENCHMARK(read_results)->UseRealTime()->Unit(benchmark::kMillisecond);

/// Answers of 500 bytes, each of one person, 64 to a commit.
std::vector<change> answers(std::uint64_t first) {
  std::vector<change> out;
  for (auto n = first; n < first + 64; ++n) {
    // As random as a digest, and as long.
    auto hash = std::to_string(n * 0x9e3779b97f4a7c15);
    keep_answer what{"skip",      hash, 200, std::string(500, 'x'),
                     now + 1'000, {},   1};
    what.key.append(64 - hash.size(), 'k');
    what.subjects = {hash + "@example.com"};
    out.push_back(std::move(what));
  }
  return out;
}

void keep_answers(benchmark::State& state) {
  temp_dir dir;
  auto store = sqlite_store::open(dir.file()).value();
  std::uint64_t number = 0;
  for (auto _ : state) {
    state.PauseTiming();
    auto batch = answers(number);
    number += batch.size();
    state.ResumeTiming();
    check(state, store->writer().commit(batch, now));
  }
  state.SetItemsProcessed(state.iterations() * 64);
}
BENCHMARK(keep_answers)->UseRealTime()->Unit(benchmark::kMillisecond);

/// Any of 100,000 answers, through one reader.
void find_answers(benchmark::State& state) {
  temp_dir dir;
  auto store = sqlite_store::open(dir.file()).value();
  std::vector<std::string> keys;
  while (keys.size() < 100'000) {
    auto batch = answers(keys.size());
    check(state, store->writer().commit(batch, now));
    for (const auto& what : batch)
      keys.push_back(std::get<keep_answer>(what).key);
  }
  auto reader = store->make_reader().value();
  std::size_t at = 0;
  for (auto _ : state) {
    at = (at + 7'919) % keys.size();
    if (!reader->answer(keys[at], "ada", now).value().found)
      return state.SkipWithError("an answer is missing");
  }
  state.SetItemsProcessed(state.iterations());
}
BENCHMARK(find_answers)->UseRealTime()->Unit(benchmark::kMicrosecond);

/// Pages of 25 rows, each a commit of its own.
void save_pages(benchmark::State& state) {
  temp_dir dir;
  auto store = sqlite_store::open(dir.file()).value();
  job_draft what;
  what.id = make_job_id(job_type::scraping, now, 1);
  what.type = job_type::scraping;
  what.scrape = scrape_plan{"directory", "{}", 0xffffffff, 0xffffffff};
  auto id = what.id;
  check(state,
        store->writer().commit(
            {accept_job{std::move(what)}, begin_attempt{id, 0, "n"}}, now));
  save_page page{{id, 1}, 0, "cursor", "digest", false, {}};
  for (std::uint32_t row = 0; row < 25; ++row)
    page.leads.push_back(lead(row));
  for (auto _ : state) {
    ++page.page;
    check(state, store->writer().commit({page}, now));
  }
  state.SetItemsProcessed(state.iterations());
}
BENCHMARK(save_pages)->UseRealTime()->Unit(benchmark::kMillisecond);

} // namespace
