// Makes the request for one page of a source: the search's parameters, and
// where the page is, in the source's template.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "messages/errors.hpp"
#include "messages/http.hpp"
#include "messages/upstream.hpp"

namespace leadmill {

/// Which page.
struct page_place {
  /// From 1.
  std::uint32_t page = 1;
  /// Rows before it.
  std::uint32_t start = 0;
  /// Rows wanted.
  std::uint32_t count = 25;
  /// What the page before said that this one needs: a cursor, or an address.
  std::string next;
};

/// The request for a page of a search. `params` is a JSON object.
///
/// Placeholders are {page}, {start}, {count}, {next}, and every scalar among
/// the parameters (null is empty); the four names are ours whatever the
/// parameters are. What the template needs but does not place may be a list or
/// an object too, if it is not empty. Every parameter that is no placeholder of
/// the template goes where the source says:
///
/// - `body`: into the JSON object that the body is (none is an empty one), as
///   it came; a member that the template has stays the template's.
/// - `query`: scalars as a pair, of an array of scalars each as a pair of that
///   name, anything else as JSON; null, and a name that the template has, not
///   at all.
///
/// When `next` is an address (in HTML always, in JSON when the template has no
/// {next}), the page is read from there: GET, with the template's headers.
///
/// `invalid_argument` for parameters that are no object, or that the template
/// cannot take (see `render`); `upstream_failed` for a `next` that is on
/// another host, scheme or port than the template.
outcome<http_call> render_page(const source_declaration& source,
                               std::string_view params,
                               const page_place& place);

} // namespace leadmill
