// Which HTTP status answers which error, and the words that go with a status.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "messages/errors.hpp"
#include "net/http.hpp"

namespace leadmill {

/// The one table of errc and status.
int status_of(errc code) noexcept;

/// The phrase of RFC 9110, e.g. "Not Found".
const char* reason_of(int status) noexcept;

/// An error answer (application/problem+json). `path` is what was asked.
/// `Retry-After` is the problem's own, or as usual for its code.
response problem_response(const problem& what, std::string_view path);

/// The same for what only HTTP knows, e.g. 405 "method_not_allowed".
response refusal(int status, std::string_view code, std::string detail,
                 std::string_view path);

/// A JSON answer.
response json_response(int status, std::string body);

} // namespace leadmill
