// Reads CSV record by record: the machine below `read_csv` and the tables.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "messages/errors.hpp"

namespace leadmill {

struct csv_record {
  std::vector<std::string> cells;
  /// Where it begins, from 1.
  std::size_t line = 0;
};

/// Walks over the records of a text, which must outlive it. Takes a byte order
/// mark, any line end, and comma, semicolon, tab or bar as the delimiter,
/// whichever the first line has most of outside quotes.
class csv_scanner {
 public:
  explicit csv_scanner(std::string_view text);

  char delimiter() const noexcept { return delimiter_; }

  /// Reads the next record that has any value into `out`; false at the end.
  /// `invalid_argument` names the line of a quote that is never closed, a NUL
  /// byte, or invalid UTF-8.
  outcome<bool> next(csv_record& out);

 private:
  void find_delimiter();
  outcome<void> check_text() const;
  outcome<void> read_record(csv_record& out);
  outcome<void> read_quoted(std::string& cell);
  void read_plain(std::string& cell);
  bool at_line_end() const noexcept;
  void skip_line_end() noexcept;

  std::string_view text_;
  std::size_t at_ = 0;
  std::size_t line_ = 1;
  char delimiter_ = ',';
  bool checked_ = false;
};

} // namespace leadmill
