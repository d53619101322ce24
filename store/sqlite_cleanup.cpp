#include "store/sqlite_cleanup.hpp"

#include <algorithm>
#include <optional>
#include <string>

#include <SQLiteCpp/Column.h>
#include <SQLiteCpp/Statement.h>

#include "store/outbox.hpp"
#include "store/sqlite_answers.hpp"
#include "store/sqlite_connection.hpp"
#include "store/sqlite_rows.hpp"
#include "store/sqlite_usage.hpp"

namespace leadmill {

namespace {

/// Jobs that nobody waits for (the index jobs_waiting answers that part), and
/// of which nothing is on its way to one of the destinations `?2`.
constexpr const char* ended_sql =
    "SELECT num, id FROM jobs WHERE open = 0 AND completed_at < ?"
    " AND NOT EXISTS (SELECT 1 FROM jobs child WHERE child.phase = 'waiting'"
    " AND child.after = jobs.id) AND NOT EXISTS (SELECT 1 FROM outbox WHERE"
    " outbox.job = jobs.num AND outbox.destination IN (SELECT value FROM"
    " json_each(?2))) AND NOT EXISTS (SELECT 1 FROM delivery_ranges r JOIN"
    " deliveries d ON d.num = r.delivery WHERE r.id = jobs.id AND d.open = 1"
    " AND d.destination IN (SELECT value FROM json_each(?2))) ORDER BY num";

/// Deletes at most `?2` rows of the job `?1`, the first ones in the order of
/// the primary key.
std::string delete_some(const char* table, const char* key) {
  auto t = std::string{table};
  auto k = std::string{key};
  return "DELETE FROM " + t + " WHERE job = ?1 AND " + k + " <= (SELECT max("
         + k + ") FROM (SELECT " + k + " FROM " + t
         + " WHERE job = ?1 ORDER BY " + k + " LIMIT ?2))";
}

/// Deletes at most `?2` rows that are older than `?1`, the oldest ones.
std::string delete_old(const char* table, const char* key) {
  auto t = std::string{table};
  auto k = std::string{key};
  return "DELETE FROM " + t + " WHERE " + k + " IN (SELECT " + k + " FROM " + t
         + " WHERE time < ?1 ORDER BY time LIMIT ?2)";
}

/// About so many rows fit on a page, and into a delivery's body.
constexpr std::int64_t page_rows = 8;
constexpr std::int64_t delivery_rows = 100;

/// A bounded piece of work: every step takes of the budget what it did.
class purge_run {
 public:
  purge_run(SQLite::Database& db, std::uint32_t max_rows)
      : db_(db), left_(max_rows),
        first_(db, "SELECT num FROM jobs WHERE open = 2 ORDER BY seq LIMIT 1"),
        results_(db, delete_some("results", "row")),
        inputs_(db, delete_some("inputs", "first_row") + " RETURNING count"),
        history_(db, delete_some("history", "seq")),
        tags_(db, delete_some("job_tags", "tag")),
        outbox_(db, delete_some("outbox", "num")),
        scrape_(db, "DELETE FROM scrapes WHERE job = ?1 AND ?2 > 0"),
        job_(db, "DELETE FROM jobs WHERE num = ?1 AND ?2 > 0") {}

  bool has_budget() const { return left_ > 0; }

  /// Gives back rows of marked jobs, job by job.
  void purge_jobs() {
    while (has_budget()) {
      auto num = marked_job();
      if (!num)
        return;
      take(results_, *num);
      take_inputs(*num);
      take(history_, *num);
      take(tags_, *num);
      take(outbox_, *num);
      take(scrape_, *num);
      take(job_, *num);
    }
  }

  void forget(const char* table, const char* key, unix_ms before) {
    if (!has_budget())
      return;
    SQLite::Statement old{db_, delete_old(table, key)};
    old.bind(1, before);
    old.bind(2, left_);
    left_ -= old.exec();
  }

  /// Notes up to which number, for who asks what was removed.
  void forget_removals(unix_ms before) {
    if (!has_budget())
      return;
    SQLite::Statement old{db_,
                          delete_old("removals", "seq") + " RETURNING seq"};
    old.bind(1, before);
    old.bind(2, left_);
    std::int64_t last = 0;
    for (; old.executeStep(); --left_)
      last = std::max(last, old.getColumn(0).getInt64());
    if (last == 0)
      return;
    SQLite::Statement note{db_, "UPDATE counters SET forgotten_seq ="
                                " max(forgotten_seq, ?)"};
    note.bind(1, last);
    note.exec();
  }

  void forget_answers(unix_ms now) {
    if (has_budget())
      left_ -= delete_expired(db_, now, left_);
  }

  void forget_usage(unix_ms now) {
    if (has_budget())
      left_ -= delete_old_usage(db_, now, left_);
  }

  /// Those that ended before these times; each costs as many rows as a body is
  /// large.
  void forget_deliveries(unix_ms delivered_before, unix_ms dead_before) {
    if (!has_budget())
      return;
    SQLite::Statement old{
        db_, "DELETE FROM deliveries WHERE num IN (SELECT num FROM deliveries"
             " WHERE open = 0 AND ((ended_at < ?1 AND state = 'delivered') OR"
             " ended_at < ?2) ORDER BY ended_at LIMIT ?3)"};
    old.bind(1, delivered_before);
    old.bind(2, dead_before);
    old.bind(3, (left_ + delivery_rows - 1) / delivery_rows);
    left_ -= old.exec() * delivery_rows;
  }

  /// A page costs as much as the rows that it holds.
  void shrink_file() {
    auto free = db_.execAndGet("PRAGMA freelist_count").getInt64();
    auto pages = std::min(free, (left_ + page_rows - 1) / page_rows);
    if (pages <= 0)
      return;
    db_.exec("PRAGMA incremental_vacuum(" + std::to_string(pages) + ")");
    left_ -= pages * page_rows;
  }

  std::optional<std::int64_t> marked_job() {
    lent first{first_};
    if (!first->executeStep())
      return std::nullopt;
    return first->getColumn(0).getInt64();
  }

 private:
  void take(SQLite::Statement& statement, std::int64_t num) {
    if (!has_budget())
      return;
    lent some{statement};
    some->bind(1, num);
    some->bind(2, left_);
    left_ -= some->exec();
  }

  /// They stand in chunks, each of which costs as many rows as it holds.
  void take_inputs(std::int64_t num) {
    for (bool more = true; more && has_budget();) {
      lent some{inputs_};
      some->bind(1, num);
      some->bind(2, (left_ + input_chunk_rows - 1) / input_chunk_rows);
      for (more = false; some->executeStep(); more = true)
        left_ -= std::max(some->getColumn(0).getInt64(), std::int64_t{1});
    }
  }

  SQLite::Database& db_;
  std::int64_t left_;
  SQLite::Statement first_, results_, inputs_, history_, tags_, outbox_,
      scrape_, job_;
};

} // namespace

std::vector<removed_job> mark_ended(SQLite::Database& db, unix_ms before,
                                    const std::string& destinations,
                                    unix_ms now) {
  SQLite::Statement ended{db, ended_sql};
  SQLite::Statement mark{db, "UPDATE jobs SET open = 2, id = 'removed-' || num,"
                             " seq = ? WHERE num = ?"};
  SQLite::Statement note{db, "INSERT INTO removals (seq, id, time)"
                             " VALUES (?, ?, ?)"};
  // An erasure does not find what is gone, so the bodies go with it.
  SQLite::Statement forget{
      db, "UPDATE deliveries SET body = '' WHERE event = 'leads.saved' AND num"
          " IN (SELECT delivery FROM delivery_ranges WHERE id = ?)"};
  std::vector<std::int64_t> nums;
  std::vector<removed_job> out;
  if (before <= 0)
    return out;
  auto seq = db.execAndGet("SELECT last_seq FROM counters").getInt64();
  ended.bind(1, before);
  ended.bindNoCopy(2, destinations);
  while (ended.executeStep()) {
    nums.push_back(ended.getColumn(0).getInt64());
    out.push_back(
        {ended.getColumn(1).getString(), static_cast<std::uint64_t>(++seq)});
  }
  ended.reset();
  for (std::size_t i = 0; i < out.size(); ++i) {
    lent marked{mark};
    marked->bind(1, static_cast<std::int64_t>(out[i].seq));
    marked->bind(2, nums[i]);
    marked->exec();
    lent noted{note};
    noted->bind(1, static_cast<std::int64_t>(out[i].seq));
    noted->bindNoCopy(2, out[i].id);
    noted->bind(3, now);
    noted->exec();
    lent forgotten{forget};
    forgotten->bindNoCopy(1, out[i].id);
    forgotten->exec();
  }
  if (!out.empty())
    db.exec("UPDATE counters SET last_seq = " + std::to_string(seq));
  return out;
}

removal_marks read_removals(SQLite::Database& db, std::uint32_t limit) {
  removal_marks out;
  out.forgotten_seq = static_cast<std::uint64_t>(
      db.execAndGet("SELECT forgotten_seq FROM counters").getInt64());
  // One more, to know whether there are more.
  SQLite::Statement row{
      db, "SELECT seq, id FROM removals ORDER BY seq DESC LIMIT ? + 1"};
  row.bind(1, limit);
  while (row.executeStep()) {
    auto seq = static_cast<std::uint64_t>(row.getColumn(0).getInt64());
    if (out.jobs.size() < limit)
      out.jobs.push_back({row.getColumn(1).getString(), seq});
    else
      out.forgotten_seq = std::max(out.forgotten_seq, seq);
  }
  std::reverse(out.jobs.begin(), out.jobs.end());
  return out;
}

bool purge_marked(SQLite::Database& db, std::uint32_t max_rows) {
  purge_run run{db, max_rows};
  run.purge_jobs();
  return run.marked_job().has_value();
}

bool purge_some_of(SQLite::Database& db, std::uint32_t max_rows, unix_ms now) {
  purge_run run{db, std::max(max_rows, 1u)};
  run.purge_jobs();
  run.forget("idempotency", "key", now - keep_keys_ms);
  run.forget("announcements", "key", now - keep_announced_ms);
  run.forget_deliveries(now - keep_delivered_ms, now - keep_dead_ms);
  run.forget_removals(now - keep_removals_ms);
  run.forget_answers(now);
  run.forget_usage(now);
  run.shrink_file();
  // With something left in hand, there was nothing more to do.
  return !run.has_budget();
}

} // namespace leadmill
