// Rows are JSON objects by the ten thousand, so they are read with simdjson,
// and only here.
#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace leadmill {

/// The scalar members of a row, in their order: strings unescaped, numbers and
/// booleans as their text, null as "". Arrays and objects are left out.
using row_columns = std::vector<std::pair<std::string, std::string>>;

/// A member of a row, whatever it is: its JSON as it is written, and its text,
/// which of a string is unescaped, of null empty, and of everything else its
/// JSON.
struct row_member {
  std::string name;
  std::string json;
  std::string text;
  bool operator==(const row_member&) const = default;
};

/// Reads rows; keeps its buffers from one to the next. Not for two threads.
class row_reader {
 public:
  row_reader();
  ~row_reader();
  row_reader(row_reader&&) noexcept;
  row_reader& operator=(row_reader&&) noexcept;

  /// REQUIRES: `json` came through `validate`, so it is an object.
  row_columns read(std::string_view json);

  /// All members, in their order.
  /// REQUIRES: as `read`, and `json` is compact
  std::vector<row_member> read_members(std::string_view json);

 private:
  struct impl;
  std::unique_ptr<impl> impl_;
};

} // namespace leadmill
