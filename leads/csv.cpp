#include "leads/csv.hpp"

#include <algorithm>
#include <unordered_map>

#include "leads/csv_scan.hpp"
#include "leads/text.hpp"
#include "messages/grouped.hpp"
#include "messages/json.hpp"

namespace leadmill {

namespace {

constexpr std::size_t max_columns = 1000;
constexpr std::size_t max_header_bytes = 1000;
/// Of the rows as JSON, in which every row repeats the names of its columns: as
/// much as a request body may have, so that a small file costs no more than
/// the same rows sent as JSON (limits::body_bytes, which leads/ may not know).
constexpr std::size_t max_json_bytes = std::size_t{32} << 20;

/// Gives every column a name of its own.
class header_names {
 public:
  std::string take(std::string_view wanted, std::size_t index) {
    auto base = squeeze(wanted);
    if (base.empty())
      base = "Column " + std::to_string(index + 1);
    auto name = base;
    while (!uses_.try_emplace(name, 1).second)
      name = base + " (" + std::to_string(++uses_[base]) + ")";
    return name;
  }

 private:
  std::unordered_map<std::string, int> uses_;
};

tl::unexpected<problem> too_many_rows(std::size_t max_rows) {
  return fail(errc::invalid_argument,
              "Maximum " + grouped(max_rows)
                  + " leads per job. Please split into smaller batches.");
}

/// Columns for the cells beyond the headers, if they say anything.
void widen(std::vector<std::string>& headers, header_names& names,
           csv_record& record) {
  while (record.cells.size() > headers.size()
         && trim(record.cells.back()).empty())
    record.cells.pop_back();
  while (headers.size() < record.cells.size())
    headers.push_back(names.take({}, headers.size()));
}

std::string to_row(const std::vector<std::string>& headers,
                   const csv_record& record) {
  std::string out;
  object_writer object{out};
  for (std::size_t i = 0; i < record.cells.size(); ++i)
    object.add(headers[i], record.cells[i]);
  object.close();
  return out;
}

tl::unexpected<problem> bad_line(const csv_record& record,
                                 const std::string& what) {
  return fail(errc::invalid_argument, "The CSV cannot be read: line "
                                          + std::to_string(record.line) + " "
                                          + what);
}

tl::unexpected<problem> too_wide(const csv_record& record) {
  return bad_line(record,
                  "has more than " + grouped(max_columns) + " columns.");
}

tl::unexpected<problem> too_large(const csv_record& record) {
  return bad_line(record, "brings the rows to more than "
                              + grouped(max_json_bytes >> 20)
                              + " MiB, as each repeats the names of its "
                                "columns. Please split the file, or shorten "
                                "the names.");
}

outcome<void> read_headers(const csv_record& record, header_names& names,
                           std::vector<std::string>& out) {
  if (record.cells.size() > max_columns)
    return too_wide(record);
  for (std::size_t i = 0; i < record.cells.size(); ++i) {
    if (record.cells[i].size() > max_header_bytes)
      return bad_line(record, "has a column name of more than "
                                  + grouped(max_header_bytes) + " bytes.");
    out.push_back(names.take(record.cells[i], i));
  }
  return {};
}

bool is_guarded(std::string_view cell) {
  switch (cell.front()) {
  case '=':
  case '@':
  case '\t':
  case '\r':
    return true;
  case '+':
  case '-':
    return !std::all_of(cell.begin() + 1, cell.end(), [](char c) {
      return is_ascii_digit(c)
             || std::string_view{" ().-"}.find(c) != std::string_view::npos;
    });
  default:
    return false;
  }
}

} // namespace

outcome<job_draft> read_csv(std::string_view text, std::size_t max_rows) {
  csv_scanner scanner{text};
  csv_record record;
  job_draft out;
  header_names names;
  auto more = scanner.next(record);
  if (!more)
    return tl::make_unexpected(more.error());
  if (*more)
    if (auto read = read_headers(record, names, out.headers); !read)
      return tl::make_unexpected(read.error());
  std::size_t json_bytes = 0;
  while ((more = scanner.next(record)) && *more) {
    if (out.rows.size() == max_rows)
      return too_many_rows(max_rows);
    if (record.cells.size() > max_columns)
      return too_wide(record);
    widen(out.headers, names, record);
    out.rows.push_back(to_row(out.headers, record));
    json_bytes += out.rows.back().size();
    if (json_bytes > max_json_bytes)
      return too_large(record);
  }
  if (!more)
    return tl::make_unexpected(more.error());
  if (out.rows.empty())
    return fail(errc::invalid_argument, "The CSV has no rows");
  return out;
}

void append_csv_cell(std::string& out, std::string_view cell) {
  if (cell.empty())
    return;
  auto guarded = is_guarded(cell);
  auto quoted = cell.find_first_of(",\"\r\n") != std::string_view::npos;
  if (!quoted) {
    if (guarded)
      out += '\'';
    out += cell;
    return;
  }
  out += '"';
  if (guarded)
    out += '\'';
  for (auto c : cell) {
    if (c == '"')
      out += '"';
    out += c;
  }
  out += '"';
}

} // namespace leadmill
