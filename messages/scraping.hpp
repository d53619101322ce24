// How far a scraping job has come: what the job itself and every store have to
// agree about.
#pragma once

#include <cstdint>

#include "messages/changes.hpp"
#include "messages/queries.hpp"

namespace leadmill {

/// Whether every page that is wanted is saved: the last one there is, or as
/// many pages or rows as were asked for.
bool is_read(const scrape_progress& so_far) noexcept;

/// Whether the page is saved already.
bool is_saved(const scrape_progress& so_far, std::uint32_t page) noexcept;

/// Counts a page that is being saved.
/// REQUIRES: it is the next one.
void add_page(scrape_progress& so_far, const save_page& what);

} // namespace leadmill
