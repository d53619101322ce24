#include "actors/outputs/kept_files.hpp"

#include <algorithm>
#include <utility>

namespace leadmill {

namespace fs = std::filesystem;

std::vector<fs::path> files_in(const fs::path& directory) {
  std::vector<fs::path> out;
  std::error_code error;
  for (fs::directory_iterator at{directory, error}, end; !error && at != end;
       at.increment(error)) {
    std::error_code ignored;
    if (at->is_regular_file(ignored))
      out.push_back(at->path());
  }
  std::sort(out.begin(), out.end());
  return out;
}

void keep_first(outcome<void>& first, outcome<void> next) {
  if (first && !next)
    first = std::move(next);
}

} // namespace leadmill
