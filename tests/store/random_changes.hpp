// Random changes and questions about few jobs, so that they meet; the same for
// the same seed.
#pragma once

#include <functional>
#include <random>
#include <vector>

#include "tests/store/stores.hpp"

namespace leadmill::test {

class random_changes {
 public:
  /// How a job stands, or nothing: most changes are made to fit.
  using look = std::function<std::optional<job>(const std::string&)>;

  /// Of the four jobs numbered from `first` on.
  random_changes(std::uint32_t seed, std::uint64_t first, look find);

  std::uint32_t below(std::uint32_t bound);
  std::string some_id();
  std::vector<change> batch();
  job_query some_query();
  result_query some_results();
  /// Of an answer that may be kept, or of a person.
  std::string some_key() { return "key-" + std::to_string(below(9)); }

 private:
  bool one_in(std::uint32_t n) { return below(n) == 0; }
  attempt_ref some_attempt();
  job_draft some_draft();
  std::vector<lead_result> some_leads();
  change next();
  change some_pause();
  change about_answers();
  save_page some_page(const attempt_ref& attempt, std::uint32_t page);
  void make_scraping(job_draft& out);
  change fitting(const job& state);
  void add_attempt(std::vector<change>& out);

  std::mt19937 random_;
  std::uint64_t first_;
  look find_;
};

} // namespace leadmill::test
