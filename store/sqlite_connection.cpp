#include "store/sqlite_connection.hpp"

#include <sqlite3.h>

#include "store/migrations.hpp"

namespace leadmill {

namespace {

/// The page cache of the writer: a batch that fits is written once.
constexpr const char* writer_cache = "PRAGMA cache_size = -8192"; // KiB

/// And of a reader: it goes through its rows once, and 64 result pages may be
/// open at the same time.
constexpr const char* reader_cache = "PRAGMA cache_size = -256"; // KiB

/// What a burst may leave of the WAL's file once it has been checkpointed.
constexpr const char* wal_limit = "PRAGMA journal_size_limit = 67108864";

connection open(const std::filesystem::path& file, int flags) {
  auto db = std::make_unique<SQLite::Database>(
      file.string(), flags | SQLite::OPEN_NOMUTEX, busy_timeout_ms);
  sqlite3_extended_result_codes(db->getHandle(), 1);
  return db;
}

/// A result of 1 to 2 KiB stays in one page with others. With pages of 4 KiB
/// each would spill into an overflow page of its own (SQLite's file format,
/// section 1.6: a quarter of a page at most): three times the bytes to write.
constexpr const char* page_size = "PRAGMA page_size = 8192";

/// The size of pages and auto_vacuum go before the first page, which WAL
/// writes; secure_delete before the first table.
void configure(SQLite::Database& db) {
  db.exec(page_size);
  db.exec("PRAGMA auto_vacuum = INCREMENTAL");
  db.exec("PRAGMA secure_delete = ON");
  std::string mode = db.execAndGet("PRAGMA journal_mode = WAL").getString();
  if (mode != "wal")
    throw SQLite::Exception("the file system does not allow WAL", SQLITE_ERROR);
  db.exec("PRAGMA synchronous = FULL");
  db.exec("PRAGMA foreign_keys = ON");
  db.exec(writer_cache);
  db.exec(wal_limit);
}

const char* advice(int code) {
  switch (code & 0xff) {
  case SQLITE_FULL:
    return "The disk is full: free some space, then it goes on";
  case SQLITE_BUSY:
  case SQLITE_LOCKED:
    return "Another program holds the database: close it";
  case SQLITE_READONLY:
  case SQLITE_PERM:
  case SQLITE_CANTOPEN:
    return "The database cannot be opened or written: check that the"
           " directory exists and who owns it";
  case SQLITE_CORRUPT:
  case SQLITE_NOTADB:
    return "The database is damaged, or is none: restore a copy, or choose"
           " another data directory";
  case SQLITE_IOERR:
    return "The disk reports errors: check it";
  default:
    return "The database refuses";
  }
}

/// Whether it may go on later by itself, cannot be trusted any more, or is a
/// defect of ours that no repetition mends.
errc kind_of(int code) {
  switch (code & 0xff) {
  case SQLITE_FULL:
  case SQLITE_BUSY:
  case SQLITE_LOCKED:
  case SQLITE_IOERR:
  case SQLITE_CANTOPEN:
  case SQLITE_READONLY:
  case SQLITE_PERM:
  case SQLITE_NOMEM:
  case SQLITE_PROTOCOL:
    return errc::unavailable;
  case SQLITE_CORRUPT:
  case SQLITE_NOTADB:
    return errc::disk_unknown;
  default:
    return errc::internal;
  }
}

} // namespace

outcome<connection> open_for_writing(const std::filesystem::path& file) {
  return guarded(file.string(), [&]() -> outcome<connection> {
    auto db = open(file, SQLite::OPEN_READWRITE | SQLite::OPEN_CREATE);
    auto steps = shipped_migrations();
    if (auto ours = check_format(*db, steps.back().version); !ours)
      return tl::make_unexpected(std::move(ours.error()));
    configure(*db);
    if (auto done = migrate(*db, steps); !done)
      return tl::make_unexpected(std::move(done.error()));
    return db;
  });
}

outcome<connection> open_for_reading(const std::filesystem::path& file) {
  return guarded(file.string(), [&]() -> outcome<connection> {
    auto db = open(file, SQLite::OPEN_READONLY);
    db->exec(reader_cache);
    return db;
  });
}

int code_of(const SQLite::Exception& e) {
  auto extended = e.getExtendedErrorCode();
  return extended > 0 ? extended : e.getErrorCode();
}

bool is_failed_sync(int code) {
  return code == SQLITE_IOERR_FSYNC || code == SQLITE_IOERR_DIR_FSYNC;
}

problem to_problem(const SQLite::Exception& e, const std::string& file) {
  auto code = code_of(e);
  auto text = std::string{"("} + e.what() + ", code " + std::to_string(code)
              + ", " + file + ")";
  if (is_failed_sync(code))
    return {errc::disk_unknown,
            "A sync failed, so what the disk holds is unknown: check the disk,"
            " then start again "
                + text,
            {}};
  return {kind_of(code), std::string{advice(code)} + " " + text, {}};
}

} // namespace leadmill
