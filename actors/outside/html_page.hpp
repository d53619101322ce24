// Reads a page of rows out of what a source answered in HTML, by XPath.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

#include "actors/outside/read_page.hpp"
#include "messages/errors.hpp"
#include "messages/upstream.hpp"

namespace leadmill {

/// A page with more is refused.
constexpr std::size_t max_html_rows = 10'000;

/// The page in an answer that came from `page_url`, whose Content-Type header
/// was `content_type` (empty: not known). Rows are the nodes that `rows_at`
/// selects. A column is the first of what its XPath selects from there that is
/// not blank: the text in it, with each run of white space as one blank; of an
/// attribute `href` or `src` the address that it means. A row without a value
/// in any column (a table's head) is none.
///
/// The next page is at the first address that `more_at` selects: an attribute,
/// a text, or an element's `href`. None, or one that leads to this very page,
/// or is no link (`javascript:`): no page follows. Without `more_at` one
/// follows as long as there are rows. A status that means "nothing" is an empty
/// page, the last.
///
/// `upstream_failed` for any other status beyond 2xx, for a page that is too
/// large, nested too deeply or takes too long, and for a next page that is on
/// another host, scheme or port; `invalid_argument` for an XPath that is none.
outcome<page_content> read_html_page(const source_declaration& source,
                                     int status, std::string_view body,
                                     const std::string& page_url,
                                     std::string_view content_type = {});

} // namespace leadmill
