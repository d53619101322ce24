// Connections to the database with the settings that the store's promises rest
// on, and what its errors mean. Only for the sources of store/ that speak SQL.
#pragma once

#include <filesystem>
#include <memory>
#include <new>
#include <string>
#include <utility>

#include <SQLiteCpp/Database.h>
#include <SQLiteCpp/Exception.h>
#include <SQLiteCpp/Statement.h>

#include "messages/errors.hpp"

namespace leadmill {

using connection = std::unique_ptr<SQLite::Database>;

/// A connection that is locked out tries for so long.
constexpr int busy_timeout_ms = 5000;

/// The writing connection: makes the file if there is none, applies missing
/// migrations. WAL, synchronous=FULL, foreign keys, secure_delete,
/// auto_vacuum=INCREMENTAL. `conflict` for a database that is not ours or too
/// new, `unavailable` when it cannot be opened.
outcome<connection> open_for_writing(const std::filesystem::path& file);

/// A connection that only reads. REQUIRES: the file was opened for writing.
outcome<connection> open_for_reading(const std::filesystem::path& file);

/// The extended result code (https://www.sqlite.org/rescode.html).
int code_of(const SQLite::Exception& e);

/// Whether `code` says that a sync failed, so that nobody knows what is on the
/// disk.
bool is_failed_sync(int code);

/// `disk_unknown` or `unavailable`, in words for a person.
problem to_problem(const SQLite::Exception& e, const std::string& file);

/// Calls `f`; what SQLite throws becomes a problem.
template <class F>
auto guarded(const std::string& file, F&& f) -> decltype(f()) {
  try {
    return std::forward<F>(f)();
  } catch (const SQLite::Exception& e) {
    return tl::make_unexpected(to_problem(e, file));
  } catch (const std::bad_alloc&) {
    return fail(errc::unavailable, "Out of memory");
  }
}

/// A prepared statement on loan: given back reset, so that it holds neither a
/// row nor a read transaction.
class lent {
 public:
  explicit lent(SQLite::Statement& statement) : statement_(statement) {}
  ~lent() { statement_.tryReset(); }
  lent(const lent&) = delete;
  lent& operator=(const lent&) = delete;
  SQLite::Statement* operator->() const { return &statement_; }
  SQLite::Statement& operator*() const { return statement_; }

 private:
  SQLite::Statement& statement_;
};

/// A read transaction while it lives. Nothing may throw past its end.
class read_scope {
 public:
  explicit read_scope(SQLite::Database& db) : db_(db) { db_.exec("BEGIN"); }
  ~read_scope() { db_.tryExec("ROLLBACK"); }
  read_scope(const read_scope&) = delete;
  read_scope& operator=(const read_scope&) = delete;

 private:
  SQLite::Database& db_;
};

} // namespace leadmill
