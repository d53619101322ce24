// What the upstream actor of a declared provider or source needs to know of it:
// how to make a request out of what is asked, and how to read what comes.
#pragma once

#include "actors/upstream.hpp"
#include "messages/upstream.hpp"

namespace leadmill {

/// The options of a provider's actor but for the handles, the clock and the
/// like. An ask's `values` are those of the lead.
upstream_options options_of(const provider_declaration& declared);

/// Of a source's. Request 0 is a page: `values` has "params" (the search's
/// parameters, a JSON object), "page", "start", "count" and "next"; request 1
/// is the site's robots.txt.
upstream_options options_of(const source_declaration& declared);

/// The request for the page with these values.
outcome<http_call> page_call(const source_declaration& source,
                             const text_pairs& values);

/// The request for its site's robots.txt, which may be elsewhere, a few
/// redirects away (RFC 9309, section 2.3.1.2).
outcome<http_call> robots_call(const source_declaration& source);

/// The numbers of a source's requests.
constexpr std::uint32_t page_request = 0;
constexpr std::uint32_t robots_request = 1;

} // namespace leadmill
