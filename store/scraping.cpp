#include "store/scraping.hpp"

#include <utility>

namespace leadmill {

outcome<void> check_page(const scrape_progress& so_far, std::uint32_t page) {
  if (is_saved(so_far, page))
    return {};
  auto name = "Page " + std::to_string(page);
  if (page == 0 || page - 1 != so_far.pages)
    return fail(errc::conflict,
                name + " is not the next one: " + std::to_string(so_far.pages)
                    + " are saved");
  if (is_read(so_far))
    return fail(errc::conflict,
                name + " is not wanted: all that is wanted is saved");
  return {};
}

job with_page(job state, const job_counts& added) {
  state.saved_since_start = true;
  state.deaths = 0;
  state.counts.saved += added.saved;
  state.counts.filtered += added.filtered;
  state.counts.failed += added.failed;
  ++state.progress.current;
  return state;
}

scraped_columns::scraped_columns(std::vector<std::string> names)
    : names_(std::move(names)), known_(names_.begin(), names_.end()) {}

bool scraped_columns::add(const std::vector<lead_result>& leads) {
  auto before = names_.size();
  for (const auto& lead : leads) {
    if (names_.size() >= max_scraped_columns)
      break;
    for (auto& [name, value] : reader_.read(lead.input))
      if (names_.size() < max_scraped_columns && known_.insert(name).second)
        names_.push_back(std::move(name));
  }
  return names_.size() != before;
}

} // namespace leadmill
