// What the machine could do at most, measured beside the product:
// libphonenumber alone on one core over the same cells, and SQLite alone with
// the same result rows. Each mode prints one line of JSON.
#include <chrono>
#include <exception>
#include <filesystem>
#include <fstream>
#include <iostream>
#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

#include <CLI/CLI.hpp>
#include <SQLiteCpp/SQLiteCpp.h>
#include <nlohmann/json.hpp>
#include <phonenumbers/logger.h>
#include <phonenumbers/phonenumberutil.h>

namespace {

using nlohmann::json;
using monotonic = std::chrono::steady_clock;
namespace lib = i18n::phonenumbers;

/// So many passes are timed, after one that warms up.
constexpr int passes = 3;
constexpr std::size_t batch_rows = 512;

double seconds_since(monotonic::time_point start) {
  return std::chrono::duration<double>(monotonic::now() - start).count();
}

struct phone_cell {
  std::string region;
  std::string text;
};

std::vector<phone_cell> read_cells(const std::string& file) {
  std::ifstream in{file};
  std::vector<phone_cell> out;
  for (std::string line; std::getline(in, line);) {
    auto tab = line.find('\t');
    if (tab == line.npos)
      throw std::runtime_error("no tab in a line of " + file);
    out.push_back({line.substr(0, tab), line.substr(tab + 1)});
  }
  if (out.empty())
    throw std::runtime_error("nothing in " + file);
  return out;
}

/// What is known of a number that libphonenumber takes for valid.
struct phone_facts {
  std::string e164;
  std::string country;
  lib::PhoneNumberUtil::PhoneNumberType type;
};

bool normalize(const lib::PhoneNumberUtil& util, const phone_cell& cell,
               phone_facts& out) {
  lib::PhoneNumber number;
  if (util.Parse(cell.text, cell.region, &number)
      != lib::PhoneNumberUtil::NO_PARSING_ERROR)
    return false;
  if (!util.IsValidNumber(number))
    return false;
  util.Format(number, lib::PhoneNumberUtil::E164, &out.e164);
  out.type = util.GetNumberType(number);
  util.GetRegionCodeForNumber(number, &out.country);
  return true;
}

json run_phones(const std::string& file) {
  auto cells = read_cells(file);
  auto& util = *lib::PhoneNumberUtil::GetInstance();
  util.SetLogger(new lib::NullLogger);
  // The first pass warms up, and leaves out what only the product can read.
  phone_facts facts;
  auto total = cells.size();
  std::erase_if(cells, [&](const phone_cell& cell) {
    return !normalize(util, cell, facts);
  });
  std::size_t valid = 0;
  auto start = monotonic::now();
  for (int pass = 0; pass < passes; ++pass)
    for (const auto& cell : cells)
      valid += normalize(util, cell, facts) ? 1 : 0;
  auto seconds = seconds_since(start);
  if (valid != cells.size() * passes)
    throw std::runtime_error("libphonenumber answers differently each time");
  return {{"phones", valid},
          {"seconds", seconds},
          {"cells", total},
          {"valid", cells.size()}};
}

struct result_row {
  std::int64_t row;
  std::string status, reason, key, input, fields;
};

std::vector<result_row> read_results(const std::string& database,
                                     const std::string& job) {
  SQLite::Database db{database, SQLite::OPEN_READONLY};
  SQLite::Statement query{
      db, "SELECT row, status, reason, lead_key, input, fields FROM results"
          " WHERE job = (SELECT num FROM jobs WHERE id = ?) ORDER BY row"};
  query.bind(1, job);
  std::vector<result_row> out;
  while (query.executeStep()) {
    auto text = [&](int column) { return query.getColumn(column).getString(); };
    out.push_back({query.getColumn(0).getInt64(), text(1), text(2), text(3),
                   text(4), text(5)});
  }
  if (out.empty())
    throw std::runtime_error("no results of " + job);
  return out;
}

/// Seconds for all rows, in batches, each committed and synced.
double insert_all(const std::filesystem::path& file,
                  const std::vector<result_row>& rows) {
  SQLite::Database db{file.string(),
                      SQLite::OPEN_READWRITE | SQLite::OPEN_CREATE};
  if (db.execAndGet("PRAGMA journal_mode = WAL").getString() != "wal")
    throw std::runtime_error("no WAL here");
  db.exec("PRAGMA synchronous = FULL");
  // A table by rowid: rows of this size would spill from the pages of an index.
  db.exec("CREATE TABLE results (row INTEGER PRIMARY KEY, status TEXT,"
          " reason TEXT, lead_key TEXT, input TEXT, fields TEXT)");
  SQLite::Statement insert{db, "INSERT INTO results VALUES (?, ?, ?, ?, ?, ?)"};
  auto start = monotonic::now();
  for (std::size_t first = 0; first < rows.size(); first += batch_rows) {
    SQLite::Transaction batch{db};
    auto end = std::min(rows.size(), first + batch_rows);
    for (auto i = first; i < end; ++i) {
      const auto& r = rows[i];
      insert.bind(1, r.row);
      insert.bindNoCopy(2, r.status);
      insert.bindNoCopy(3, r.reason);
      insert.bindNoCopy(4, r.key);
      insert.bindNoCopy(5, r.input);
      insert.bindNoCopy(6, r.fields);
      insert.exec();
      insert.reset();
    }
    batch.commit();
  }
  return seconds_since(start);
}

json run_sqlite(const std::string& database, const std::string& job,
                const std::filesystem::path& dir) {
  auto rows = read_results(database, job);
  std::size_t bytes = 0;
  for (const auto& r : rows)
    bytes += r.key.size() + r.input.size() + r.fields.size();
  double seconds = 0;
  for (int pass = 0; pass <= passes; ++pass) {
    auto file = dir / ("raw-" + std::to_string(pass) + ".db");
    auto passed = insert_all(file, rows);
    if (pass > 0)
      seconds += passed;
    for (const char* suffix : {"", "-wal", "-shm"})
      std::filesystem::remove(file.string() + suffix);
  }
  return {{"rows", rows.size() * passes},
          {"seconds", seconds},
          {"row_bytes", bytes / rows.size()}};
}

} // namespace

int main(int argc, char** argv) {
  std::string file, job, dir;
  CLI::App app{"Limits beside which scripts/bench measures"};
  app.require_subcommand(1);
  auto* phones = app.add_subcommand("phones", "libphonenumber alone");
  phones->add_option("file", file, "lines of region, tab, cell")->required();
  auto* sqlite = app.add_subcommand("sqlite", "SQLite alone");
  sqlite->add_option("database", file)->required();
  sqlite->add_option("job", job, "whose results to insert")->required();
  sqlite->add_option("dir", dir, "where; on the same disk")->required();
  CLI11_PARSE(app, argc, argv);
  try {
    auto out = phones->parsed() ? run_phones(file) : run_sqlite(file, job, dir);
    std::cout << out.dump() << '\n';
    return 0;
  } catch (const std::exception& e) {
    std::cerr << "bench_limits: " << e.what() << '\n';
    return 1;
  }
}
