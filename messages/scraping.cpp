#include "messages/scraping.hpp"

namespace leadmill {

bool is_read(const scrape_progress& so_far) noexcept {
  return so_far.last || so_far.pages >= so_far.plan.max_pages
         || so_far.rows >= so_far.plan.max_results;
}

bool is_saved(const scrape_progress& so_far, std::uint32_t page) noexcept {
  return page != 0 && page <= so_far.pages;
}

void add_page(scrape_progress& so_far, const save_page& what) {
  ++so_far.pages;
  so_far.rows += static_cast<std::uint32_t>(what.leads.size());
  so_far.cursor = what.cursor;
  so_far.digest = what.digest;
  so_far.last = what.last;
}

} // namespace leadmill
