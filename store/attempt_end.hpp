// What the end of an attempt makes of its job, a part of store/transition.hpp.
#pragma once

#include "messages/queries.hpp"
#include "store/transition.hpp"

namespace leadmill {

/// Decides like `decide`. `scrape` is how far the job has come if it is a
/// scraping one; null for any other.
outcome<decision> decide_end(const end_attempt& what, const job* current,
                             const scrape_progress* scrape, unix_ms now);

} // namespace leadmill
