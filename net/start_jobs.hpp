// The calls that start jobs: a body into a draft, and the draft to the bridge.
#pragma once

#include "net/handlers.hpp"

namespace leadmill {

// Large bodies are parsed on the thread for such.

void start_enrichment(const api_ptr& self, request what,
                      const exchange_ptr& to);

/// The answer names the enrichment of what is found too, if there is to be one.
void start_scraping(const api_ptr& self, request what, const exchange_ptr& to);

} // namespace leadmill
