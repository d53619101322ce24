#include "store/migrations.hpp"

#include <string>

#include <SQLiteCpp/Database.h>

#include "store/sqlite_connection.hpp"

namespace leadmill {

namespace {

/// `PRAGMA application_id` of our files, set by 0001_init.sql.
constexpr int our_application_id = 0x4c4d494c;

int pragma(SQLite::Database& db, const char* name) {
  return db.execAndGet(std::string{"PRAGMA "} + name).getInt();
}

bool is_empty(SQLite::Database& db) {
  return db.execAndGet("SELECT count(*) FROM sqlite_master").getInt() == 0;
}

outcome<void> apply(SQLite::Database& db, const migration& step) {
  try {
    db.exec("BEGIN IMMEDIATE");
    db.exec(std::string{step.sql});
    db.exec("PRAGMA user_version = " + std::to_string(step.version));
    db.exec("COMMIT");
    return {};
  } catch (const SQLite::Exception& e) {
    auto what = to_problem(e, db.getFilename());
    db.tryExec("ROLLBACK");
    what.detail = "Migration " + std::string{step.name} + ": " + what.detail;
    return tl::make_unexpected(std::move(what));
  }
}

} // namespace

outcome<void> check_format(SQLite::Database& db, int newest) {
  return guarded(db.getFilename(), [&]() -> outcome<void> {
    auto version = pragma(db, "user_version");
    auto id = pragma(db, "application_id");
    if (version == 0 && id == 0 && is_empty(db))
      return {};
    if (id != our_application_id)
      return fail(errc::conflict, db.getFilename()
                                      + " is not a database of Leadmill: move"
                                        " it away, or choose another data"
                                        " directory");
    if (version > newest)
      return fail(errc::conflict,
                  db.getFilename() + " was written by a newer Leadmill (format "
                      + std::to_string(version) + ", this one knows up to "
                      + std::to_string(newest)
                      + "): start that version, or choose another data"
                        " directory");
    return {};
  });
}

outcome<void> migrate(SQLite::Database& db, std::span<const migration> steps) {
  return guarded(db.getFilename(), [&]() -> outcome<void> {
    auto version = pragma(db, "user_version");
    for (const auto& step : steps) {
      if (step.version <= version)
        continue;
      if (auto applied = apply(db, step); !applied)
        return applied;
    }
    return {};
  });
}

} // namespace leadmill
