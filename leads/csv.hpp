// CSV in and out (RFC 4180), as people's spreadsheets really write it.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

#include "messages/changes.hpp"
#include "messages/errors.hpp"

namespace leadmill {

/// The headers and rows of a CSV file with a header line; each row becomes a
/// JSON object of strings.
///
/// Takes a byte order mark, any line end, quoted cells with line breaks, and
/// comma, semicolon, tab or bar as the delimiter, whichever the header line has
/// most of. Lines without any value are skipped. A header without a name
/// becomes "Column 3", a repeated one "Phone (2)"; a row's cells beyond the
/// headers get columns of their own, cells that are missing are absent.
///
/// `invalid_argument`, naming the line: a quote that is never closed, a NUL
/// byte, invalid UTF-8, rows of more than 32 MiB as JSON. Also when there are
/// more than `max_rows` rows, or none.
outcome<job_draft> read_csv(std::string_view text, std::size_t max_rows);

/// Appends one cell, quoted where needed, and guarded: what a spreadsheet would
/// run gets a leading `'`. That is a cell beginning with `=`, `@`, tab or CR,
/// or with `+` or `-` unless it is all digits, spaces and `().-`.
void append_csv_cell(std::string& out, std::string_view cell);

} // namespace leadmill
