#include "store/sqlite_answers.hpp"

#include <SQLiteCpp/Column.h>

#include "store/sqlite_connection.hpp"

namespace leadmill {

answer_writer::answer_writer(SQLite::Database& db)
    : db_(db),
      keep_(db, "INSERT INTO answers (key, status, expires_at, body)"
                " VALUES (?, ?, ?, ?) ON CONFLICT (key) DO UPDATE SET"
                " status = excluded.status,"
                " expires_at = excluded.expires_at, body = excluded.body"
                " RETURNING num"),
      find_(db, "SELECT num FROM answers WHERE key = ?"),
      add_subject_(db, "INSERT INTO answer_subjects (answer, subject)"
                       " VALUES (?, ?) ON CONFLICT DO NOTHING") {}

void answer_writer::keep(const keep_answer& what) {
  if (what.key.empty())
    return;
  lent row{keep_};
  row->bindNoCopy(1, what.key);
  row->bind(2, what.status);
  row->bind(3, what.expires_at);
  row->bindNoCopy(4, what.body.data(), static_cast<int>(what.body.size()));
  row->executeStep();
  auto num = row->getColumn(0).getInt64();
  for (const auto& subject : what.subjects)
    add_subject(num, subject);
}

void answer_writer::note(const note_subject& what) {
  lent row{find_};
  row->bindNoCopy(1, what.key);
  if (row->executeStep())
    add_subject(row->getColumn(0).getInt64(), what.subject);
}

void answer_writer::forget(const forget_answers& what) {
  SQLite::Statement forget{db_, "DELETE FROM answers WHERE num IN (SELECT"
                                " answer FROM answer_subjects WHERE"
                                " subject = ?)"};
  forget.bindNoCopy(1, what.subject);
  forget.exec();
}

void answer_writer::add_subject(std::int64_t answer,
                                const std::string& subject) {
  if (subject.empty())
    return;
  lent insert{add_subject_};
  insert->bind(1, answer);
  insert->bindNoCopy(2, subject);
  insert->exec();
}

answer_reader::answer_reader(SQLite::Database& db)
    : find_(db, "SELECT status, body, EXISTS (SELECT 1 FROM answer_subjects"
                " WHERE answer = num AND subject = ?2) FROM answers"
                " WHERE key = ?1 AND expires_at > ?3") {}

kept_answer answer_reader::find(const std::string& key,
                                const std::string& subject, unix_ms now) {
  lent row{find_};
  row->bindNoCopy(1, key);
  row->bindNoCopy(2, subject);
  row->bind(3, now);
  if (!row->executeStep())
    return {};
  return {true, row->getColumn(0).getInt(), row->getColumn(1).getString(),
          row->getColumn(2).getInt() != 0};
}

std::int64_t delete_expired(SQLite::Database& db, unix_ms now,
                            std::int64_t budget) {
  SQLite::Statement oldest{db, "SELECT num, length(body) FROM answers WHERE"
                               " expires_at <= ? ORDER BY expires_at LIMIT 1"};
  SQLite::Statement drop{db, "DELETE FROM answers WHERE num = ?"};
  std::int64_t done = 0;
  while (done < budget) {
    lent row{oldest};
    row->bind(1, now);
    if (!row->executeStep())
      break;
    auto num = row->getColumn(0).getInt64();
    done += 1 + row->getColumn(1).getInt64() / 1024;
    row->reset();
    lent dropped{drop};
    dropped->bind(1, num);
    dropped->exec();
  }
  return done;
}

} // namespace leadmill
