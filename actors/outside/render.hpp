// Makes a request out of its template and the values of a lead or a search,
// each encoded for its place: nothing in a value can change where a request
// goes, how its path, its query or its body are built, or its headers.
#pragma once

#include <string>
#include <string_view>

#include "messages/errors.hpp"
#include "messages/http.hpp"
#include "messages/upstream.hpp"

namespace leadmill {

/// The request that `from` becomes with these values; a value that is not there
/// is an empty text. By place:
///
/// - the path: percent-encoded; a segment may not become `.` or `..`.
/// - the query, and `query` pairs, whose own text is encoded too: percent-
///   encoded. A pair that comes out blank is left out.
/// - a header: as it is, without control characters. One that comes out empty
///   is left out.
/// - a JSON body: escaped within quotes; outside of them a number, `true`,
///   `false` or `null` as it is, all else as a JSON string.
/// - a form body: form-encoded.
///
/// A body whose headers do not say what it is is JSON. In a body that is
/// neither JSON nor a form no placeholder may stand.
///
/// `invalid_argument` for a value that `needs` names and that is not there, or
/// that its place cannot take, and for a template that is wrong. No message
/// quotes a value, nor anything of a template but names.
outcome<http_call> render(const request_template& from,
                          const text_pairs& values,
                          const upstream_bounds& bounds);

/// What tells a request from every other: SHA-256, in hexadecimal, of who is
/// asked, and of the method, URL and body of `call`, which `from` was rendered
/// to. Headers count only where a value stands in them: secrets change without
/// the answer changing.
std::string request_key(const std::string& upstream,
                        const request_template& from, const http_call& call);

/// Says of a body that it is JSON, unless a header says what it is.
void say_json(http_call& call);

/// A URL with one more pair in its query, both encoded.
void append_query(std::string& url, std::string_view name,
                  std::string_view value);

/// `Request "name": what` as `invalid_argument`.
tl::unexpected<problem> refuse_request(const request_template& from,
                                       std::string_view what);

} // namespace leadmill
