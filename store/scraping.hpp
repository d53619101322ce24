// How far a scraping job has come, and what that allows: pure functions that
// every store asks inside its transaction.
#pragma once

#include <cstddef>
#include <string>
#include <unordered_set>
#include <vector>

#include "messages/changes.hpp"
#include "messages/errors.hpp"
#include "messages/queries.hpp"
#include "messages/row_json.hpp"
#include "messages/scraping.hpp"

namespace leadmill {

/// Whether `page` may be saved: one that is saved already, which is no change,
/// or the next. `conflict` for any other, and for one that is not wanted any
/// more.
outcome<void> check_page(const scrape_progress& so_far, std::uint32_t page);

/// The job with one page more, which brought so many rows.
job with_page(job state, const job_counts& added);

/// A table has at most so many columns, as a request may (config/limits.hpp);
/// further ones are left out of tables, not of the rows.
constexpr std::size_t max_scraped_columns = 1'000;

/// The columns of rows in the order in which they first appear. Members that
/// are arrays or objects are none: no cell can hold them.
class scraped_columns {
 public:
  explicit scraped_columns(std::vector<std::string> names);

  /// Adds what the rows have of new columns; whether there were any.
  bool add(const std::vector<lead_result>& leads);

  const std::vector<std::string>& names() const { return names_; }

 private:
  std::vector<std::string> names_;
  std::unordered_set<std::string> known_;
  row_reader reader_;
};

} // namespace leadmill
