// From a city and its state to a ZIP code, by a table.
#pragma once

#include <string>
#include <string_view>
#include <unordered_map>

#include "messages/errors.hpp"

namespace leadmill {

/// City and state to ZIP. A city has many; the table names one.
class zip_table {
 public:
  /// An empty table.
  zip_table() = default;

  /// Reads a CSV file with the columns city, state and zip, in any order.
  /// `invalid_argument` names the file and what is wrong with it.
  static outcome<zip_table> load(const std::string& path);

  /// The same from the file's text; `path` is for messages.
  static outcome<zip_table> parse(std::string_view text,
                                  const std::string& path);

  /// Empty when the table does not know. Case, punctuation and "Saint" for
  /// "St" do not matter; `state` may be a code or a name.
  std::string_view find(std::string_view city, std::string_view state) const;

  std::size_t size() const noexcept { return zips_.size(); }

 private:
  std::unordered_map<std::string, std::string> zips_;
};

} // namespace leadmill
