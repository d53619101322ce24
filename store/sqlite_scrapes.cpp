#include "store/sqlite_scrapes.hpp"

#include <string>

#include <SQLiteCpp/Column.h>
#include <SQLiteCpp/Statement.h>

#include "messages/json.hpp"
#include "store/scraping.hpp"

namespace leadmill {

void insert_scrape(SQLite::Database& db, std::int64_t num,
                   const scrape_plan& plan) {
  SQLite::Statement insert{db, "INSERT INTO scrapes (job, source, params,"
                               " max_pages, max_results, pages, rows, cursor,"
                               " digest, last) VALUES (?, ?, ?, ?, ?, 0, 0, '',"
                               " '', 0)"};
  insert.bind(1, num);
  insert.bindNoCopy(2, plan.source);
  insert.bindNoCopy(3, plan.params);
  insert.bind(4, plan.max_pages);
  insert.bind(5, plan.max_results);
  insert.exec();
}

std::optional<scrape_progress> find_scrape(SQLite::Database& db,
                                           std::int64_t num) {
  SQLite::Statement row{db, "SELECT source, params, max_pages, max_results,"
                            " pages, rows, cursor, digest, last FROM scrapes"
                            " WHERE job = ?"};
  row.bind(1, num);
  if (!row.executeStep())
    return std::nullopt;
  scrape_progress out;
  out.plan.source = row.getColumn(0).getString();
  out.plan.params = row.getColumn(1).getString();
  out.plan.max_pages = row.getColumn(2).getUInt();
  out.plan.max_results = row.getColumn(3).getUInt();
  out.pages = row.getColumn(4).getUInt();
  out.rows = row.getColumn(5).getUInt();
  out.cursor = row.getColumn(6).getString();
  out.digest = row.getColumn(7).getString();
  out.last = row.getColumn(8).getInt() != 0;
  return out;
}

void update_scrape(SQLite::Database& db, std::int64_t num,
                   const scrape_progress& so_far) {
  SQLite::Statement update{db, "UPDATE scrapes SET pages = ?, rows = ?,"
                               " cursor = ?, digest = ?, last = ?"
                               " WHERE job = ?"};
  update.bind(1, so_far.pages);
  update.bind(2, so_far.rows);
  update.bindNoCopy(3, so_far.cursor);
  update.bindNoCopy(4, so_far.digest);
  update.bind(5, so_far.last ? 1 : 0);
  update.bind(6, num);
  update.exec();
}

void add_headers(SQLite::Database& db, std::int64_t num,
                 const std::vector<lead_result>& leads) {
  if (leads.empty())
    return;
  SQLite::Statement find{db, "SELECT headers FROM jobs WHERE num = ?"};
  find.bind(1, num);
  find.executeStep();
  scraped_columns columns{parse_strings(find.getColumn(0).getString())};
  find.reset();
  if (!columns.add(leads))
    return;
  auto headers = to_json(columns.names());
  SQLite::Statement update{db, "UPDATE jobs SET headers = ? WHERE num = ?"};
  update.bindNoCopy(1, headers);
  update.bind(2, num);
  update.exec();
}

} // namespace leadmill
