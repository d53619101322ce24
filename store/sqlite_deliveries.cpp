#include "store/sqlite_deliveries.hpp"

#include <algorithm>
#include <map>
#include <utility>

#include <SQLiteCpp/Column.h>
#include <SQLiteCpp/Statement.h>
#include <sqlite3.h>

#include "store/outbox.hpp"
#include "store/sqlite_conditions.hpp"
#include "store/sqlite_connection.hpp"
#include "store/sqlite_rows.hpp"

namespace leadmill {

namespace {

std::uint64_t to_number(std::int64_t value) {
  return static_cast<std::uint64_t>(value);
}

template <class T>
T known(std::optional<T> value, const std::string& text) {
  if (!value)
    throw SQLite::Exception("unknown word '" + text + "' in a row",
                            SQLITE_CORRUPT);
  return *value;
}

event_kind read_event(SQLite::Statement& row, int column) {
  auto text = row.getColumn(column).getString();
  return known(parse_event_kind(text), text);
}

std::uint64_t count_erasures(SQLite::Database& db) {
  return to_number(db.execAndGet("SELECT erasures FROM counters").getInt64());
}

/// An entry as its row has it.
struct entry_row {
  std::uint64_t num = 0;
  event_kind event = event_kind::leads_saved;
  std::int64_t job = 0;
  std::string id;
  std::uint64_t first = 0;
  std::uint64_t last = 0;
  std::string data;
  unix_ms created_at = 0;
};

/// Entries of one look; whatever is beyond waits for the next.
constexpr int entries_of_a_look = 256;

std::vector<entry_row> read_entries(SQLite::Database& db,
                                    const std::string& destination) {
  SQLite::Statement rows{
      db, "SELECT o.num, o.event, coalesce(o.job, 0), coalesce(j.id, ''),"
          " o.first, o.last, o.data, o.created_at FROM outbox o LEFT JOIN jobs"
          " j ON j.num = o.job WHERE o.destination = ? ORDER BY o.num LIMIT ?"};
  rows.bindNoCopy(1, destination);
  rows.bind(2, entries_of_a_look);
  std::vector<entry_row> out;
  while (rows.executeStep())
    out.push_back({to_number(rows.getColumn(0).getInt64()), read_event(rows, 1),
                   rows.getColumn(2).getInt64(), rows.getColumn(3).getString(),
                   to_number(rows.getColumn(4).getInt64()),
                   to_number(rows.getColumn(5).getInt64()),
                   rows.getColumn(6).getString(),
                   rows.getColumn(7).getInt64()});
  return out;
}

/// Gathers leads, range by range, as far as they fit.
class gathering {
 public:
  gathering(SQLite::Database& db, const pending_query& query,
            pending_batch& out)
      : query_(query), out_(out),
        leads_(db, "SELECT saved_no, " + std::string{lead_columns}
                       + " FROM results WHERE job = ? AND saved_no BETWEEN ?"
                         " AND ? ORDER BY saved_no") {}

  /// False when nothing more fits.
  bool add(const entry_row& entry) {
    lent row{leads_};
    row->bind(1, entry.job);
    row->bind(2, static_cast<std::int64_t>(entry.first));
    row->bind(3, static_cast<std::int64_t>(entry.last));
    lead_range range{entry.id, entry.first, entry.first - 1};
    bool fits = true;
    while (fits && row->executeStep()) {
      auto number = to_number(row->getColumn(0).getInt64());
      fits = add(entry.id, read_lead(*row, 1));
      if (fits)
        range.last = number;
    }
    if (fits)
      range.last = entry.last;
    if (range.last >= range.first) {
      out_.end = {entry.num, range.last};
      out_.ranges.push_back(std::move(range));
    }
    return fits;
  }

 private:
  bool add(const std::string& job, lead_result lead) {
    if (scanned_ == outbox_scan_rows || out_.leads.size() >= query_.max_leads)
      return false;
    ++scanned_;
    if (!goes_out(lead, query_.statuses))
      return true;
    auto size = lead.input.size() + lead.fields.size() + job.size() + 64;
    if (!out_.leads.empty() && bytes_ + size > query_.max_bytes)
      return false;
    bytes_ += size;
    out_.leads.push_back({job, std::move(lead)});
    return true;
  }

  const pending_query& query_;
  pending_batch& out_;
  SQLite::Statement leads_;
  std::uint32_t scanned_ = 0;
  std::size_t bytes_ = 0;
};

conditions restrict(const delivery_filter& filter) {
  conditions out;
  if (!filter.id.empty())
    out.add("id = ?", filter.id);
  if (!filter.destination.empty())
    out.add("destination = ?", filter.destination);
  if (!filter.job.empty())
    out.add("num IN (SELECT delivery FROM delivery_ranges WHERE id = ?)",
            filter.job);
  if (filter.state)
    out.add("state = ?", std::string{to_string(*filter.state)});
  if (filter.event)
    out.add("event = ?", std::string{to_string(*filter.event)});
  return out;
}

std::vector<std::string> read_jobs_of(SQLite::Statement& ranges,
                                      std::int64_t num) {
  std::vector<std::string> out;
  lent row{ranges};
  row->bind(1, num);
  while (row->executeStep()) {
    auto id = row->getColumn(0).getString();
    if (std::find(out.begin(), out.end(), id) == out.end())
      out.push_back(std::move(id));
  }
  return out;
}

std::vector<delivery_attempt> read_attempts(SQLite::Statement& attempts,
                                            std::int64_t num) {
  std::vector<delivery_attempt> out;
  lent row{attempts};
  row->bind(1, num);
  while (row->executeStep())
    out.push_back({row->getColumn(0).getInt64(), row->getColumn(1).getInt64(),
                   row->getColumn(2).getInt(), row->getColumn(3).getString(),
                   row->getColumn(4).getString()});
  std::reverse(out.begin(), out.end());
  return out;
}

delivery read_delivery(SQLite::Statement& row) {
  delivery out;
  out.id = row.getColumn(1).getString();
  out.destination = row.getColumn(2).getString();
  out.event = read_event(row, 3);
  auto state = row.getColumn(4).getString();
  out.state = known(parse_delivery_state(state), state);
  out.leads = row.getColumn(5).getUInt();
  out.created_at = row.getColumn(6).getInt64();
  out.next_at = row.getColumn(7).getInt64();
  out.ended_at = row.getColumn(8).getInt64();
  return out;
}

} // namespace

pending_batch find_pending(SQLite::Database& db, const pending_query& query) {
  pending_batch out;
  out.erasures = count_erasures(db);
  auto entries = read_entries(db, query.destination);
  if (entries.empty())
    return out;
  const auto& first = entries.front();
  out.event = first.event;
  out.since = first.created_at;
  if (first.event != event_kind::leads_saved) {
    out.data = first.data;
    out.end = {first.num, 0};
    out.closed = true;
    if (!first.id.empty())
      out.ranges.push_back({first.id, 0, 0});
    return out;
  }
  gathering leads{db, query, out};
  for (const auto& entry : entries) {
    out.closed = entry.event != event_kind::leads_saved || !leads.add(entry);
    if (out.closed)
      return out;
  }
  out.closed = out.leads.size() >= query.max_leads
               || entries.size() == entries_of_a_look;
  return out;
}

std::optional<open_delivery>
find_open_delivery(SQLite::Database& db, const std::string& destination) {
  SQLite::Statement row{
      db, "SELECT id, event, body, created_at, next_at, tries, first_try_at"
          " FROM deliveries WHERE destination = ? AND open = 1"
          " ORDER BY state = 'queued', num LIMIT 1"};
  row.bindNoCopy(1, destination);
  if (!row.executeStep())
    return std::nullopt;
  open_delivery out;
  out.id = row.getColumn(0).getString();
  out.event = read_event(row, 1);
  out.body = row.getColumn(2).getString();
  out.created_at = row.getColumn(3).getInt64();
  out.next_at = row.getColumn(4).getInt64();
  out.tries = row.getColumn(5).getUInt();
  out.first_try_at = row.getColumn(6).getInt64();
  return out;
}

outcome<delivery_leads>
find_delivery_leads(SQLite::Database& db, const std::string& id,
                    const std::vector<lead_status>& to) {
  SQLite::Statement find{db, "SELECT num FROM deliveries WHERE id = ?"};
  find.bindNoCopy(1, id);
  if (!find.executeStep())
    return fail(errc::not_found, "There is no such delivery");
  delivery_leads out;
  out.erasures = count_erasures(db);
  SQLite::Statement rows{
      db, "SELECT g.id, " + std::string{lead_columns}
              + " FROM delivery_ranges g JOIN jobs ON jobs.num = g.job AND"
                " jobs.open < 2 JOIN results ON results.job = g.job"
                " AND results.saved_no BETWEEN g.first AND g.last"
                " WHERE g.delivery = ? ORDER BY g.place, results.saved_no"};
  rows.bind(1, find.getColumn(0).getInt64());
  while (rows.executeStep()) {
    auto lead = read_lead(rows, 1);
    if (goes_out(lead, to))
      out.leads.push_back({rows.getColumn(0).getString(), std::move(lead)});
  }
  return out;
}

std::vector<destination_report> read_destinations(SQLite::Database& db) {
  std::map<std::string, destination_report> found;
  auto of = [&](SQLite::Statement& row) -> destination_report& {
    auto name = row.getColumn(0).getString();
    auto& out = found[name];
    out.destination = name;
    return out;
  };
  SQLite::Statement waiting{
      db, "SELECT destination, count(*), sum(iif(event = 'leads.saved', last -"
          " first + 1, 0)), min(created_at) FROM outbox GROUP BY destination"};
  while (waiting.executeStep()) {
    auto& one = of(waiting);
    one.entries = to_number(waiting.getColumn(1).getInt64());
    one.leads = to_number(waiting.getColumn(2).getInt64());
    one.oldest_at = waiting.getColumn(3).getInt64();
  }
  SQLite::Statement made{db, "SELECT destination, state, count(*) FROM"
                             " deliveries GROUP BY destination, state"};
  while (made.executeStep()) {
    auto state = made.getColumn(1).getString();
    auto& one = of(made);
    auto& count = state == "delivered" ? one.delivered
                  : state == "dead"    ? one.dead
                                       : one.open;
    count += to_number(made.getColumn(2).getInt64());
  }
  SQLite::Statement parked{db, "SELECT destination, at, reason FROM parked"};
  while (parked.executeStep()) {
    auto& one = of(parked);
    one.parked_at = parked.getColumn(1).getInt64();
    one.reason = parked.getColumn(2).getString();
  }
  std::vector<destination_report> out;
  for (auto& [name, one] : found)
    out.push_back(std::move(one));
  return out;
}

outcome<delivery_page> list_deliveries(SQLite::Database& db,
                                       const delivery_query& query) {
  auto before = parse_delivery_cursor(query);
  if (!before)
    return tl::make_unexpected(std::move(before.error()));
  auto where = restrict(query.filter);
  where.add("num < ?", *before);
  SQLite::Statement rows{
      db, "SELECT num, id, destination, event, state, leads, created_at,"
          " next_at, ended_at FROM deliveries"
              + where.sql() + " ORDER BY num DESC LIMIT ?"};
  auto at = where.bind(rows);
  rows.bind(at, static_cast<std::int64_t>(query.limit) + 1);
  SQLite::Statement ranges{db, "SELECT id FROM delivery_ranges WHERE"
                               " delivery = ? ORDER BY place"};
  SQLite::Statement attempts{db, "SELECT at, duration, status, error, answer"
                                 " FROM delivery_attempts WHERE delivery = ?"
                                 " ORDER BY number DESC LIMIT "
                                     + std::to_string(shown_attempts)};
  delivery_page out;
  std::int64_t last = 0;
  while (rows.executeStep()) {
    if (out.deliveries.size() == query.limit) {
      out.next_cursor = std::to_string(last);
      break;
    }
    last = rows.getColumn(0).getInt64();
    auto one = read_delivery(rows);
    one.jobs = read_jobs_of(ranges, last);
    one.attempts = read_attempts(attempts, last);
    out.deliveries.push_back(std::move(one));
  }
  return out;
}

} // namespace leadmill
