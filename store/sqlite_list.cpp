#include "store/sqlite_list.hpp"

#include <utility>
#include <vector>

#include <SQLiteCpp/Column.h>

#include "store/list_cursor.hpp"
#include "store/sqlite_conditions.hpp"
#include "store/sqlite_rows.hpp"

namespace leadmill {

namespace {

/// "('queued', 'scheduled', …)": our own names, so no quoting is needed.
std::string phases_of(job_status status) {
  std::string out;
  for (auto phase : all_job_phases)
    if (status_of(phase) == status)
      out += (out.empty() ? "('" : ", '") + std::string{to_string(phase)} + "'";
  return out + ")";
}

/// lower() knows ASCII only, as the contract has it.
constexpr const char* has_text =
    "(instr(lower(id), lower(?)) OR instr(lower(metadata), lower(?))"
    " OR EXISTS (SELECT 1 FROM json_each(jobs.tags)"
    " WHERE instr(lower(value), lower(?))))";

conditions restrict(const job_query& query,
                    const std::optional<list_cursor>& after) {
  conditions out;
  // The plus: not an index to search by.
  out.add("+open < 2");
  if (after)
    out.add("(created_at, num) < (?, ?)", after->created_at, after->num);
  if (query.open_only)
    out.add("open = 1");
  if (query.status)
    out.add(("phase IN " + phases_of(*query.status)).c_str());
  if (query.type)
    out.add("type = ?", std::string{to_string(*query.type)});
  if (!query.tag.empty())
    out.add("EXISTS (SELECT 1 FROM job_tags t WHERE t.tag = ?"
            " AND t.job = jobs.num)",
            query.tag);
  if (query.from != 0)
    out.add("created_at >= ?", query.from);
  if (query.to != 0)
    out.add("created_at < ?", query.to);
  if (!query.text.empty())
    out.add(has_text, query.text, query.text, query.text);
  return out;
}

} // namespace

outcome<job_page> list_jobs(SQLite::Database& db, const job_query& query) {
  std::optional<list_cursor> after;
  if (auto error = check_list(query, after))
    return tl::make_unexpected(std::move(*error));
  auto where = restrict(query, after);
  SQLite::Statement rows{db, "SELECT num, " + std::string{job_columns}
                                 + " FROM jobs" + where.sql()
                                 + " ORDER BY created_at DESC, num DESC"
                                   " LIMIT ?"};
  rows.bind(where.bind(rows), std::int64_t{query.limit} + 1);
  job_page out;
  list_cursor last;
  while (rows.executeStep()) {
    if (out.jobs.size() == query.limit) {
      out.next_cursor = to_text(last);
      break;
    }
    out.jobs.push_back(read_job(rows, 1));
    last = {out.jobs.back().created_at, rows.getColumn(0).getInt64()};
  }
  return out;
}

} // namespace leadmill
