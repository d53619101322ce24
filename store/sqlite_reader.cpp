#include "store/sqlite_reader.hpp"

#include <optional>
#include <utility>

#include <SQLiteCpp/Column.h>

#include "store/sqlite_answers.hpp"
#include "store/sqlite_cleanup.hpp"
#include "store/sqlite_connection.hpp"
#include "store/sqlite_cursor.hpp"
#include "store/sqlite_deliveries.hpp"
#include "store/sqlite_inputs.hpp"
#include "store/sqlite_leads.hpp"
#include "store/sqlite_list.hpp"
#include "store/sqlite_rows.hpp"
#include "store/sqlite_scrapes.hpp"
#include "store/sqlite_stats.hpp"
#include "store/sqlite_usage.hpp"
#include "store/transition.hpp"

namespace leadmill {

namespace {

std::string select_jobs(const char* rest) {
  return "SELECT num, " + std::string{job_columns} + " FROM jobs " + rest;
}

std::string checkpoint_sql() {
  // Without what stands last, the input.
  auto columns = std::string{lead_columns};
  return "SELECT " + columns.substr(0, columns.rfind(',')) + ", ''"
         + " FROM results WHERE job = ? AND row >= ? ORDER BY row";
}

class sqlite_reader : public job_reader {
 public:
  sqlite_reader(connection db, std::filesystem::path file)
      : db_(std::move(db)), file_(std::move(file)),
        find_(*db_, select_jobs("WHERE id = ? AND open < 2")),
        inputs_(*db_, select_inputs_sql), checkpoint_(*db_, checkpoint_sql()),
        open_(*db_, select_jobs("WHERE open = 1 ORDER BY num")),
        ended_(*db_, select_jobs("WHERE open = 0 ORDER BY seq DESC LIMIT ?")),
        last_seq_(*db_, "SELECT last_seq FROM counters"), answers_(*db_) {}

  outcome<row_chunk> pull(const pull_rows& what) override {
    return guarded(file_.string(), [&]() -> outcome<row_chunk> {
      read_scope scope{*db_};
      auto num = fenced(what.attempt);
      if (!num)
        return tl::make_unexpected(std::move(num.error()));
      return read_rows(*num, what);
    });
  }

  outcome<checkpoint_chunk> checkpoint(const read_checkpoint& what) override {
    return guarded(file_.string(), [&]() -> outcome<checkpoint_chunk> {
      read_scope scope{*db_};
      auto num = fenced(what.attempt);
      if (!num)
        return tl::make_unexpected(std::move(num.error()));
      return read_saved(*num, what);
    });
  }

  outcome<job> find(const std::string& id) override {
    return guarded(file_.string(), [&]() -> outcome<job> {
      auto found = look_up(id);
      if (!found)
        return fail(errc::not_found, "Job not found");
      return std::move(found->state);
    });
  }

  outcome<job_page> list(const job_query& query) override {
    return guarded(file_.string(), [&] { return list_jobs(*db_, query); });
  }

  outcome<std::vector<job>> open_jobs() override {
    return guarded(file_.string(), [&]() -> outcome<std::vector<job>> {
      lent rows{open_};
      return read_jobs(*rows);
    });
  }

  outcome<std::vector<job>> recently_ended(std::uint32_t limit) override {
    return guarded(file_.string(), [&]() -> outcome<std::vector<job>> {
      lent rows{ended_};
      rows->bind(1, limit);
      return read_jobs(*rows);
    });
  }

  outcome<removal_marks> removals(std::uint32_t limit) override {
    return guarded(file_.string(), [&]() -> outcome<removal_marks> {
      read_scope scope{*db_};
      return read_removals(*db_, limit);
    });
  }

  outcome<std::uint64_t> last_seq() override {
    return guarded(file_.string(), [&]() -> outcome<std::uint64_t> {
      lent row{last_seq_};
      row->executeStep();
      return static_cast<std::uint64_t>(row->getColumn(0).getInt64());
    });
  }

  outcome<std::vector<history_entry>> history(const std::string& id) override {
    using entries = std::vector<history_entry>;
    return guarded(file_.string(), [&]() -> outcome<entries> {
      read_scope scope{*db_};
      auto found = look_up(id);
      if (!found)
        return fail(errc::not_found, "Job not found");
      return read_entries(found->num);
    });
  }

  outcome<job_stats> stats(unix_ms now) override {
    return guarded(file_.string(), [&]() -> outcome<job_stats> {
      read_scope scope{*db_};
      return read_stats(*db_, now);
    });
  }

  outcome<paused_types> paused() override {
    return guarded(file_.string(), [&]() -> outcome<paused_types> {
      SQLite::Statement row{*db_, "SELECT type FROM paused"};
      paused_types out;
      while (row.executeStep()) {
        auto type = row.getColumn(0).getString();
        out.enrichment |= type == to_string(job_type::enrichment);
        out.scraping |= type == to_string(job_type::scraping);
      }
      return out;
    });
  }

  outcome<std::vector<lead_place>> find_lead(const std::string& key) override {
    using places = std::vector<lead_place>;
    return guarded(file_.string(),
                   [&]() -> outcome<places> { return find_leads(*db_, key); });
  }

  outcome<unworked_page> unworked(std::uint64_t num, std::uint32_t row,
                                  std::uint32_t max_rows) override {
    return guarded(file_.string(), [&]() -> outcome<unworked_page> {
      read_scope scope{*db_};
      return read_unworked(*db_, num, row, max_rows);
    });
  }

  outcome<scrape_progress> scrape(const attempt_ref& attempt) override {
    return guarded(file_.string(), [&]() -> outcome<scrape_progress> {
      read_scope scope{*db_};
      auto num = fenced(attempt);
      if (!num)
        return tl::make_unexpected(std::move(num.error()));
      if (auto found = find_scrape(*db_, *num))
        return std::move(*found);
      return fail(errc::conflict, "Only a scraping job reads pages");
    });
  }

  outcome<kept_answer> answer(const std::string& key,
                              const std::string& subject,
                              unix_ms now) override {
    return guarded(file_.string(), [&]() -> outcome<kept_answer> {
      return answers_.find(key, subject, now);
    });
  }

  outcome<usage_report> usage(unix_ms now) override {
    return guarded(file_.string(), [&]() -> outcome<usage_report> {
      return read_usage(*db_, now);
    });
  }

  outcome<pending_batch> pending(const pending_query& query) override {
    return reading(
        [&]() -> outcome<pending_batch> { return find_pending(*db_, query); });
  }

  outcome<std::optional<open_delivery>>
  open_delivery_of(const std::string& destination) override {
    return reading([&]() -> outcome<std::optional<open_delivery>> {
      return find_open_delivery(*db_, destination);
    });
  }

  outcome<delivery_leads>
  leads_of_delivery(const std::string& id,
                    const std::vector<lead_status>& to) override {
    return reading([&] { return find_delivery_leads(*db_, id, to); });
  }

  outcome<std::vector<destination_report>> destinations() override {
    return reading([&]() -> outcome<std::vector<destination_report>> {
      return read_destinations(*db_);
    });
  }

  outcome<delivery_page> deliveries(const delivery_query& query) override {
    return reading([&] { return list_deliveries(*db_, query); });
  }

  outcome<std::unique_ptr<result_cursor>>
  open_results(const result_query& query) override {
    return open_sqlite_results(file_, query);
  }

 private:
  /// In one read transaction.
  template <class F>
  auto reading(F f) -> decltype(f()) {
    return guarded(file_.string(), [&] {
      read_scope scope{*db_};
      return f();
    });
  }

  struct numbered_job {
    std::int64_t num;
    job state;
  };

  std::optional<numbered_job> look_up(const std::string& id) {
    lent row{find_};
    row->bindNoCopy(1, id);
    if (!row->executeStep())
      return std::nullopt;
    return numbered_job{row->getColumn(0).getInt64(), read_job(*row, 1)};
  }

  /// The number of the job whose current attempt it is.
  outcome<std::int64_t> fenced(const attempt_ref& attempt) {
    auto found = look_up(attempt.job);
    auto fence = check_fence(found ? &found->state : nullptr, attempt);
    if (!fence)
      return tl::make_unexpected(std::move(fence.error()));
    return found->num;
  }

  row_chunk read_rows(std::int64_t num, const pull_rows& what) {
    lent chunk{inputs_};
    chunk->bind(1, num);
    chunk->bind(2, what.from_row);
    row_chunk out;
    while (chunk->executeStep())
      for (auto& row : read_inputs(*chunk)) {
        if (row.row < what.from_row)
          continue;
        if (out.rows.size() >= what.max_rows)
          return out;
        out.rows.push_back(std::move(row));
      }
    out.last = true;
    return out;
  }

  checkpoint_chunk read_saved(std::int64_t num, const read_checkpoint& what) {
    lent row{checkpoint_};
    row->bind(1, num);
    row->bind(2, what.from_row);
    checkpoint_chunk out;
    while (row->executeStep()) {
      if (out.leads.size() >= what.max_rows)
        return out;
      out.leads.push_back(read_lead(*row));
    }
    out.last = true;
    return out;
  }

  std::vector<history_entry> read_entries(std::int64_t num) {
    SQLite::Statement row{*db_, "SELECT " + std::string{history_columns}
                                    + " FROM history WHERE job = ?"
                                      " ORDER BY seq"};
    row.bind(1, num);
    std::vector<history_entry> out;
    while (row.executeStep())
      out.push_back(read_history(row));
    return out;
  }

  static std::vector<job> read_jobs(SQLite::Statement& rows) {
    std::vector<job> out;
    while (rows.executeStep())
      out.push_back(read_job(rows, 1));
    return out;
  }

  connection db_;
  std::filesystem::path file_;
  SQLite::Statement find_, inputs_, checkpoint_, open_, ended_, last_seq_;
  answer_reader answers_;
};

} // namespace

outcome<std::unique_ptr<job_reader>>
make_sqlite_reader(const std::filesystem::path& file) {
  auto db = open_for_reading(file);
  if (!db)
    return tl::make_unexpected(std::move(db.error()));
  return guarded(file.string(), [&]() -> outcome<std::unique_ptr<job_reader>> {
    return std::make_unique<sqlite_reader>(std::move(*db), file);
  });
}

} // namespace leadmill
