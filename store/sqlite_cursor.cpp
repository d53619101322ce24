#include "store/sqlite_cursor.hpp"

#include <algorithm>
#include <utility>

#include <SQLiteCpp/Column.h>

#include "messages/json.hpp"
#include "store/sqlite_connection.hpp"
#include "store/sqlite_rows.hpp"
#include "store/sqlite_scrapes.hpp"

namespace leadmill {

namespace {

SQLite::Statement select_leads(SQLite::Database& db, std::int64_t num,
                               const result_query& query) {
  auto sql = "SELECT saved_no, " + std::string{lead_columns}
             + " FROM results WHERE job = ? AND row >= ?";
  if (query.since)
    sql += " AND saved_no > ?";
  if (query.status)
    sql += " AND status = ?";
  sql += query.since ? " ORDER BY saved_no" : " ORDER BY row";
  SQLite::Statement out{db, sql};
  int at = 1;
  out.bind(at++, num);
  out.bind(at++, query.from_row);
  if (query.since)
    out.bind(at++, static_cast<std::int64_t>(
                       std::min<std::uint64_t>(*query.since, INT64_MAX)));
  if (query.status)
    out.bind(at++, to_string(*query.status));
  return out;
}

class sqlite_cursor : public result_cursor {
 public:
  sqlite_cursor(connection db, std::int64_t num, result_head head,
                const result_query& query)
      : db_(std::move(db)), rows_(select_leads(*db_, num, query)),
        head_(std::move(head)), limit_(query.limit),
        by_saving_(query.since.has_value()),
        next_since_(query.since.value_or(0)) {
    more_ = rows_->executeStep();
  }

  const result_head& head() const override { return head_; }

  outcome<result_rows> next(std::uint32_t max_rows) override {
    if (broken_)
      return tl::make_unexpected(*broken_);
    auto out = guarded(db_->getFilename(), [&] { return read(max_rows); });
    if (!out)
      broken_ = out.error();
    return out;
  }

 private:
  bool cut() const { return limit_ != 0 && read_ == limit_; }

  outcome<result_rows> read(std::uint32_t max_rows) {
    result_rows out;
    while (more_ && !cut() && out.leads.size() < max_rows) {
      auto saved_no =
          static_cast<std::uint64_t>(rows_->getColumn(0).getInt64());
      next_since_ = std::max(next_since_, saved_no);
      out.leads.push_back(read_lead(*rows_, 1));
      next_row_ = out.leads.back().row + 1;
      ++read_;
      more_ = rows_->executeStep();
    }
    out.last = !more_ || cut();
    out.next_since = next_since_;
    if (more_ && cut() && !by_saving_)
      out.next_row = next_row_;
    if (out.last)
      close();
    return out;
  }

  /// Keeps the answers but not the transaction.
  void close() {
    if (!rows_)
      return;
    rows_.reset();
    db_->tryExec("ROLLBACK");
  }

  connection db_;
  std::optional<SQLite::Statement> rows_;
  result_head head_;
  std::uint32_t limit_;
  bool by_saving_;
  std::uint64_t next_since_;
  std::uint32_t next_row_ = 0;
  std::uint32_t read_ = 0;
  /// The statement stands on a row that was not returned yet.
  bool more_ = false;
  std::optional<problem> broken_;
};

outcome<std::unique_ptr<result_cursor>> open_cursor(connection db,
                                                    const result_query& query) {
  db->exec("BEGIN");
  std::int64_t num = 0;
  result_head head;
  {
    SQLite::Statement find{*db, "SELECT num, headers, "
                                    + std::string{job_columns}
                                    + " FROM jobs WHERE id = ? AND open < 2"};
    find.bindNoCopy(1, query.job);
    if (!find.executeStep())
      return fail(errc::not_found, "Job not found");
    num = find.getColumn(0).getInt64();
    head.headers = parse_strings(find.getColumn(1).getString());
    head.state = read_job(find, 2);
  }
  if (head.state.type == job_type::scraping)
    head.scrape = find_scrape(*db, num);
  return std::make_unique<sqlite_cursor>(std::move(db), num, std::move(head),
                                         query);
}

} // namespace

outcome<std::unique_ptr<result_cursor>>
open_sqlite_results(const std::filesystem::path& file,
                    const result_query& query) {
  auto db = open_for_reading(file);
  if (!db)
    return tl::make_unexpected(std::move(db.error()));
  return guarded(file.string(),
                 [&] { return open_cursor(std::move(*db), query); });
}

} // namespace leadmill
