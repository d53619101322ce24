#include "store/sqlite_writer.hpp"

#include <optional>
#include <utility>

#include <SQLiteCpp/Column.h>
#include <sqlite3.h>

#include "store/sqlite_batch.hpp"
#include "store/sqlite_cleanup.hpp"
#include "store/sqlite_gaps.hpp"

namespace leadmill {

namespace {

/// Whether a COMMIT that failed so has certainly kept nothing: the frame that
/// makes the transaction valid is the last one written, before the sync.
bool surely_not_committed(int code) {
  switch (code & 0xff) {
  case SQLITE_FULL:
  case SQLITE_BUSY:
  case SQLITE_CONSTRAINT:
  case SQLITE_READONLY:
    return true;
  default:
    return code == SQLITE_IOERR_WRITE || code == SQLITE_IOERR_NOMEM;
  }
}

/// What a call to scrub may give back of removed jobs before it asks to be
/// called again: some tenths of a second.
constexpr std::uint32_t scrub_rows = 20'000;

/// While it lives, who is locked out is told at once: nobody may wait for a
/// reader while changes wait for the writer.
class no_patience {
 public:
  explicit no_patience(SQLite::Database& db) : db_(db) {
    sqlite3_busy_timeout(db_.getHandle(), 0);
  }
  ~no_patience() { sqlite3_busy_timeout(db_.getHandle(), busy_timeout_ms); }
  no_patience(const no_patience&) = delete;
  no_patience& operator=(const no_patience&) = delete;

 private:
  SQLite::Database& db_;
};

class sqlite_writer : public job_store {
 public:
  sqlite_writer(connection db, std::vector<outbox_route> routes)
      : db_(std::move(db)), sql_(*db_, std::move(routes)),
        begin_(*db_, "BEGIN IMMEDIATE"), commit_(*db_, "COMMIT") {}

  outcome<std::vector<outcome<job>>> commit(const std::vector<change>& batch,
                                            unix_ms now) override {
    if (batch.empty() && !broken_)
      return std::vector<outcome<job>>{};
    return transact([&]() -> outcome<std::vector<outcome<job>>> {
      batch_run run{sql_, now};
      std::vector<outcome<job>> answers;
      answers.reserve(batch.size());
      for (const auto& what : batch)
        answers.push_back(run.apply(what));
      run.finish();
      return answers;
    });
  }

  outcome<std::vector<removed_job>> remove_ended(unix_ms before,
                                                 unix_ms now) override {
    return transact([&]() -> outcome<std::vector<removed_job>> {
      return mark_ended(*db_, before, sql_.outbox.names(), now);
    });
  }

  outcome<bool> purge(std::uint32_t max_rows, unix_ms now) override {
    return transact(
        [&]() -> outcome<bool> { return purge_some_of(*db_, max_rows, now); });
  }

  outcome<void> scrub() override {
    auto left = transact(
        [&]() -> outcome<bool> { return purge_marked(*db_, scrub_rows); });
    if (!left)
      return tl::make_unexpected(std::move(left.error()));
    if (*left)
      return fail(errc::unavailable,
                  "Jobs that were removed are still being taken off the disk:"
                  " try again");
    auto done = guarded(db_->getFilename(), [&] { return wipe(); });
    if (!done && done.error().code == errc::disk_unknown)
      broken_ = done.error();
    return done;
  }

 private:
  /// Calls `f` in a transaction and commits it, or keeps nothing.
  template <class F>
  auto transact(F f) -> decltype(f()) {
    if (broken_)
      return tl::make_unexpected(*broken_);
    auto file = db_->getFilename();
    auto answer = guarded(file, [&] {
      lent(begin_)->exec();
      return f();
    });
    if (!answer)
      return abandon(std::move(answer.error()));
    try {
      lent(commit_)->exec();
    } catch (const SQLite::Exception& e) {
      auto what = to_problem(e, file);
      if (!surely_not_committed(code_of(e)))
        what.code = errc::disk_unknown;
      return abandon(std::move(what));
    }
    return answer;
  }

  tl::unexpected<problem> abandon(problem what) {
    db_->tryExec("ROLLBACK");
    if (what.code == errc::disk_unknown)
      broken_ = what;
    return tl::make_unexpected(std::move(what));
  }

  /// Moves everything from the log into the file and cuts the log to nothing.
  /// In the file secure_delete has overwritten what was deleted, all but what
  /// `wipe_gaps` is for.
  outcome<void> wipe() {
    if (!empty_log())
      return fail(errc::unavailable,
                  "Results are being read, so what was erased cannot be taken"
                  " off the disk yet: try again");
    wipe_gaps(*db_);
    return {};
  }

  /// False when readers are in the way.
  bool empty_log() {
    no_patience hurry{*db_};
    SQLite::Statement checkpoint{*db_, "PRAGMA wal_checkpoint(TRUNCATE)"};
    checkpoint.executeStep();
    return checkpoint.getColumn(0).getInt() == 0;
  }

  connection db_;
  batch_statements sql_;
  SQLite::Statement begin_, commit_;
  std::optional<problem> broken_;
};

} // namespace

outcome<std::unique_ptr<job_store>>
make_sqlite_writer(connection db, std::vector<outbox_route> routes) {
  auto file = db->getFilename();
  return guarded(file, [&]() -> outcome<std::unique_ptr<job_store>> {
    return std::make_unique<sqlite_writer>(std::move(db), std::move(routes));
  });
}

} // namespace leadmill
