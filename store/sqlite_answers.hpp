// Kept answers of providers and sources, and whose data they hold, in their
// tables. Everything throws what SQLite throws.
#pragma once

#include <cstdint>
#include <string>

#include <SQLiteCpp/Database.h>
#include <SQLiteCpp/Statement.h>

#include "messages/changes.hpp"
#include "messages/queries.hpp"

namespace leadmill {

/// The statements of the writing side, kept between batches.
class answer_writer {
 public:
  explicit answer_writer(SQLite::Database& db);

  /// As the changes of the same names. Of `keep_answer` only what is kept, not
  /// what is counted. Who was noted under a key stays so when its answer is
  /// replaced: the same question is about the same people.
  void keep(const keep_answer& what);
  void note(const note_subject& what);
  void forget(const forget_answers& what);

 private:
  void add_subject(std::int64_t answer, const std::string& subject);

  SQLite::Database& db_;
  SQLite::Statement keep_, find_, add_subject_;
};

/// And that of a reader.
class answer_reader {
 public:
  explicit answer_reader(SQLite::Database& db);

  /// As `job_reader::answer`: a look at the index of keys, then one at the row.
  kept_answer find(const std::string& key, const std::string& subject,
                   unix_ms now);

 private:
  SQLite::Statement find_;
};

/// Deletes answers that have expired, the oldest first, until about `budget`
/// rows' worth is done, where a KiB of an answer counts as a row. Answers with
/// what was done; less than `budget` says that none are left.
std::int64_t delete_expired(SQLite::Database& db, unix_ms now,
                            std::int64_t budget);

} // namespace leadmill
