// What was used of each provider and source, by day, in its table. Everything
// throws what SQLite throws.
#pragma once

#include <cstdint>
#include <map>
#include <string>

#include <SQLiteCpp/Database.h>

#include "messages/changes.hpp"
#include "messages/queries.hpp"

namespace leadmill {

/// Counts the answers of one batch and writes the sums once.
class usage_counter {
 public:
  void add(const keep_answer& what);

  /// Adds them to the day that `now` is in.
  void write(SQLite::Database& db, unix_ms now) const;

 private:
  struct used {
    std::int64_t calls = 0;
    std::int64_t cost = 0;
  };
  std::map<std::string, used> sums_;
};

/// As `job_reader::usage`.
usage_report read_usage(SQLite::Database& db, unix_ms now);

/// Deletes usage of months long past, day by day, until `budget` rows are
/// done. Answers with how many were.
std::int64_t delete_old_usage(SQLite::Database& db, unix_ms now,
                              std::int64_t budget);

} // namespace leadmill
