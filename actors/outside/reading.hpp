// Reads what a source answered, whatever its format, and what its robots.txt
// lets us read.
#pragma once

#include <chrono>

#include "actors/outside/read_page.hpp"
#include "actors/outside/robots.hpp"
#include "messages/errors.hpp"
#include "messages/types.hpp"
#include "messages/upstream.hpp"

namespace leadmill {

/// The page in the answer to the request with these values (see
/// actors/outside/asking.hpp). Errors: those of `read_page` and
/// `read_html_page`.
outcome<page_content> read_source_page(const source_declaration& source,
                                       const upstream_answer& answer,
                                       const text_pairs& values);

/// Whether the page with these values may be read, given the rules of the
/// site's robots.txt: the pause between pages that it asks for (0: none), or
/// `upstream_refused`, naming the path.
outcome<std::chrono::milliseconds>
check_source_robots(const source_declaration& source, const robots_rules& rules,
                    const text_pairs& values);

} // namespace leadmill
