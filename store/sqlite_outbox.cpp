#include "store/sqlite_outbox.hpp"

#include <algorithm>
#include <utility>

#include <SQLiteCpp/Column.h>

#include "messages/json.hpp"
#include "store/sqlite_connection.hpp"

namespace leadmill {

namespace {

std::int64_t to_sql(std::uint64_t number) {
  return static_cast<std::int64_t>(number);
}

/// One value of one row, by one text; unset when there is none.
std::optional<std::int64_t> look_up(SQLite::Database& db, const char* sql,
                                    const std::string& text) {
  SQLite::Statement find{db, sql};
  find.bindNoCopy(1, text);
  if (!find.executeStep())
    return std::nullopt;
  return find.getColumn(0).getInt64();
}

tl::unexpected<problem> no_such_delivery() {
  return fail(errc::not_found, "There is no such delivery");
}

tl::unexpected<problem> was_erased_meanwhile() {
  return fail(errc::conflict, "Somebody was erased since the leads were read");
}

} // namespace

outbox_writer::outbox_writer(SQLite::Database& db,
                             std::vector<outbox_route> routes)
    : db_(db), routes_(std::move(routes)),
      insert_(db, "INSERT INTO outbox (destination, event, job, first, last,"
                  " data, created_at) VALUES (?, ?, ?, ?, ?, ?, ?)"),
      extend_(db, "UPDATE outbox SET last = ?4 WHERE num = (SELECT max(num)"
                  " FROM outbox WHERE destination = ?1) AND job = ?2"
                  " AND event = 'leads.saved' AND last = ?3") {
  std::vector<std::string> names;
  for (const auto& route : routes_) {
    names.push_back(route.destination);
    any_at_end_ = any_at_end_ || route.at_end;
  }
  names_ = to_json(names);
}

void outbox_writer::add_leads(std::int64_t num, const job& state,
                              std::uint64_t first, std::uint64_t last,
                              unix_ms now) {
  if (!routes_.empty())
    add(num, entries_of(routes_, state, first, last), now);
}

void outbox_writer::add_move(std::int64_t num, const job& state, job_phase from,
                             std::uint64_t saved, unix_ms now) {
  if (routes_.empty())
    return;
  auto told =
      any_at_end_ && is_terminal(state.phase) ? announced(num, saved) : saved;
  add(num, entries_of(routes_, state, told, saved, from), now);
}

void outbox_writer::forget_bodies(const std::string& id) {
  db_.exec("UPDATE counters SET erasures = erasures + 1");
  for (const char* sql :
       {"UPDATE deliveries SET body = '' WHERE event = 'leads.saved' AND num IN"
        " (SELECT delivery FROM delivery_ranges WHERE id = ?)",
        "UPDATE delivery_attempts SET answer = '' WHERE delivery IN"
        " (SELECT delivery FROM delivery_ranges WHERE id = ?)"}) {
    SQLite::Statement forget{db_, sql};
    forget.bindNoCopy(1, id);
    forget.exec();
  }
}

outcome<job> outbox_writer::apply(const outbox_change& what, unix_ms now) {
  return std::visit([&](const auto& one) { return on(one, now); }, what);
}

// -- entries ------------------------------------------------------------------

void outbox_writer::add(std::optional<std::int64_t> num,
                        const std::vector<outbox_entry>& entries, unix_ms now) {
  for (const auto& entry : entries) {
    if (num && entry.event == event_kind::leads_saved && extend(*num, entry))
      continue;
    lent row{insert_};
    row->bindNoCopy(1, entry.destination);
    row->bind(2, to_string(entry.event));
    if (num)
      row->bind(3, *num);
    else
      row->bind(3);
    row->bind(4, to_sql(entry.first));
    row->bind(5, to_sql(entry.last));
    row->bindNoCopy(6, entry.data);
    row->bind(7, now);
    row->exec();
  }
}

/// Leads that follow those of the newest entry join it.
bool outbox_writer::extend(std::int64_t num, const outbox_entry& entry) {
  lent row{extend_};
  row->bindNoCopy(1, entry.destination);
  row->bind(2, num);
  row->bind(3, to_sql(entry.first) - 1);
  row->bind(4, to_sql(entry.last));
  return row->exec() != 0;
}

/// Up to which lead an end was told before; from now on up to `saved`.
std::uint64_t outbox_writer::announced(std::int64_t num, std::uint64_t saved) {
  SQLite::Statement find{db_, "SELECT announced FROM jobs WHERE num = ?"};
  find.bind(1, num);
  find.executeStep();
  auto before = static_cast<std::uint64_t>(find.getColumn(0).getInt64());
  SQLite::Statement update{db_, "UPDATE jobs SET announced = ? WHERE num = ?"};
  update.bind(1, to_sql(saved));
  update.bind(2, num);
  update.exec();
  return before;
}

outcome<job> outbox_writer::on(const announce& what, unix_ms now) {
  if (!what.key.empty()) {
    SQLite::Statement once{db_, "INSERT INTO announcements (key, time) VALUES"
                                " (?, ?) ON CONFLICT DO NOTHING"};
    once.bindNoCopy(1, what.key);
    once.bind(2, now);
    if (once.exec() == 0)
      return job{};
  }
  add(std::nullopt, entries_of(routes_, what), now);
  return job{};
}

// -- deliveries ---------------------------------------------------------------

bool outbox_writer::is_outdated(std::uint64_t erasures) {
  return db_.execAndGet("SELECT erasures FROM counters").getInt64()
         != to_sql(erasures);
}

/// Takes the entries out; false when they are not there.
bool outbox_writer::take(const compose_delivery& what) {
  SQLite::Statement find{db_, "SELECT first, last FROM outbox WHERE num = ?"
                              " AND destination = ?"};
  find.bind(1, to_sql(what.end.entry));
  find.bindNoCopy(2, what.destination);
  if (!find.executeStep())
    return false;
  auto first = find.getColumn(0).getInt64();
  auto last = find.getColumn(1).getInt64();
  find.reset();
  auto lead = to_sql(what.end.lead);
  if (lead != 0 && (lead < first || lead > last))
    return false;
  auto partly = lead != 0 && lead < last;
  SQLite::Statement drop{db_, "DELETE FROM outbox WHERE destination = ? AND"
                              " num < ?"};
  drop.bindNoCopy(1, what.destination);
  drop.bind(2, to_sql(what.end.entry) + (partly ? 0 : 1));
  drop.exec();
  if (partly) {
    SQLite::Statement cut{db_, "UPDATE outbox SET first = ? WHERE num = ?"};
    cut.bind(1, lead + 1);
    cut.bind(2, to_sql(what.end.entry));
    cut.exec();
  }
  return true;
}

void outbox_writer::add_ranges(std::int64_t delivery,
                               const std::vector<lead_range>& ranges) {
  SQLite::Statement insert{
      db_, "INSERT INTO delivery_ranges (delivery, place, job, id, first, last)"
           " VALUES (?1, ?2, coalesce((SELECT num FROM jobs WHERE id = ?3), 0),"
           " ?3, ?4, ?5)"};
  int place = 0;
  for (const auto& range : ranges) {
    lent row{insert};
    row->bind(1, delivery);
    row->bind(2, place++);
    row->bindNoCopy(3, range.job);
    row->bind(4, to_sql(range.first));
    row->bind(5, to_sql(range.last));
    row->exec();
  }
}

outcome<job> outbox_writer::on(const compose_delivery& what, unix_ms now) {
  if (look_up(db_,
              "SELECT num FROM deliveries WHERE destination = ?"
              " AND open = 1 AND state = 'sending'",
              what.destination))
    return fail(errc::conflict, "The destination has a delivery that is being"
                                " sent");
  if (!what.id.empty()
      && look_up(db_,
                 "SELECT num FROM deliveries WHERE"
                 " id = ?",
                 what.id))
    return fail(errc::conflict, "There is already a delivery " + what.id);
  if (is_outdated(what.erasures))
    return was_erased_meanwhile();
  if (!take(what))
    return fail(errc::conflict, "The entries are not in the outbox any more");
  if (what.id.empty())
    return job{};
  SQLite::Statement insert{
      db_, "INSERT INTO deliveries (id, destination, event, state, open, leads,"
           " body, created_at, next_at, ended_at, tries, first_try_at)"
           " VALUES (?, ?, ?, 'sending', 1, ?, ?, ?, 0, 0, 0, 0)"};
  insert.bindNoCopy(1, what.id);
  insert.bindNoCopy(2, what.destination);
  insert.bind(3, to_string(what.event));
  insert.bind(4, what.leads);
  insert.bindNoCopy(5, what.body);
  insert.bind(6, now);
  insert.exec();
  add_ranges(db_.getLastInsertRowid(), what.ranges);
  return job{};
}

outcome<job> outbox_writer::on(const recompose_delivery& what, unix_ms) {
  auto num = look_up(db_, "SELECT num FROM deliveries WHERE id = ?", what.id);
  if (!num)
    return no_such_delivery();
  if (is_outdated(what.erasures))
    return was_erased_meanwhile();
  SQLite::Statement update{db_, "UPDATE deliveries SET body = ?, leads = ?"
                                " WHERE num = ? AND body = ''"};
  update.bindNoCopy(1, what.body);
  update.bind(2, what.leads);
  update.bind(3, *num);
  if (update.exec() == 0)
    return fail(errc::conflict, "The delivery has a body");
  return job{};
}

outcome<job> outbox_writer::on(const note_delivery& what, unix_ms now) {
  auto num = look_up(db_, "SELECT num FROM deliveries WHERE id = ?", what.id);
  if (!num)
    return no_such_delivery();
  SQLite::Statement attempt{
      db_,
      "INSERT INTO delivery_attempts (delivery, number, at, duration,"
      " status, error, answer) VALUES (?1, (SELECT coalesce(max(number), 0)"
      " + 1 FROM delivery_attempts WHERE delivery = ?1), ?2, ?3, ?4, ?5,"
      " ?6)"};
  attempt.bind(1, *num);
  attempt.bind(2, what.attempt.at);
  attempt.bind(3, what.attempt.duration_ms);
  attempt.bind(4, what.attempt.status);
  attempt.bindNoCopy(5, what.attempt.error);
  attempt.bindNoCopy(6, what.attempt.answer);
  attempt.exec();
  auto ended = what.state == delivery_state::delivered
               || what.state == delivery_state::dead;
  SQLite::Statement update{
      db_, "UPDATE deliveries SET state = ?2, open = ?3, next_at = ?4,"
           " ended_at = ?5, tries = tries + 1, first_try_at ="
           " iif(first_try_at = 0, ?6, first_try_at) WHERE num = ?1"};
  update.bind(1, *num);
  update.bind(2, to_string(what.state));
  update.bind(3, ended ? 0 : 1);
  update.bind(4, ended ? 0 : what.next_at);
  update.bind(5, ended ? now : 0);
  update.bind(6, what.attempt.at);
  update.exec();
  if (what.park.empty())
    return job{};
  SQLite::Statement park{
      db_, "INSERT INTO parked (destination, at, reason) SELECT destination,"
           " ?2, ?3 FROM deliveries WHERE num = ?1 ON CONFLICT (destination)"
           " DO UPDATE SET at = excluded.at, reason = excluded.reason"};
  park.bind(1, *num);
  park.bind(2, now);
  park.bindNoCopy(3, what.park);
  park.exec();
  return job{};
}

outcome<job> outbox_writer::on(const replay_deliveries& what, unix_ms) {
  SQLite::Statement queue{
      db_, "UPDATE deliveries SET state = 'queued', open = 1, next_at = 0,"
           " ended_at = 0, tries = 0, first_try_at = 0 WHERE id = ? AND"
           " open = 0"};
  for (const auto& id : what.ids) {
    lent row{queue};
    row->bindNoCopy(1, id);
    row->exec();
  }
  return job{};
}

outcome<job> outbox_writer::on(const resume_destination& what, unix_ms) {
  SQLite::Statement resume{db_, "DELETE FROM parked WHERE destination = ?"};
  resume.bindNoCopy(1, what.destination);
  resume.exec();
  return job{};
}

} // namespace leadmill
