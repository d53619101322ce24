// Levenshtein distance in one row; see config/nearest.hpp.
#include "config/nearest.hpp"

#include <algorithm>
#include <numeric>

namespace leadmill {

std::size_t edit_distance(std::string_view a, std::string_view b) {
  std::vector<std::size_t> row(b.size() + 1);
  std::iota(row.begin(), row.end(), std::size_t{0});
  for (std::size_t i = 0; i < a.size(); ++i) {
    auto diagonal = row[0];
    row[0] = i + 1;
    for (std::size_t j = 0; j < b.size(); ++j) {
      auto replaced = diagonal + (a[i] == b[j] ? 0 : 1);
      diagonal = row[j + 1];
      row[j + 1] = std::min({replaced, row[j] + 1, diagonal + 1});
    }
  }
  return row.back();
}

std::string nearest(std::string_view name,
                    const std::vector<std::string>& known) {
  auto closer = [name](const std::string& a, const std::string& b) {
    return edit_distance(name, a) < edit_distance(name, b);
  };
  auto found = std::min_element(known.begin(), known.end(), closer);
  return found == known.end() ? std::string{} : *found;
}

} // namespace leadmill
