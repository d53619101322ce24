// What is looked at before a call goes out: whether it can be sent as it is,
// and where it goes.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include <tl/expected.hpp>

#include "messages/http.hpp"

namespace leadmill {

/// The origin of an absolute http or https URL, "https://host:443", in lower
/// case: what two URLs share when they may share connections and secrets.
/// Anything else is an `invalid` problem that does not repeat the URL.
tl::expected<std::string, http_problem> origin_of(const std::string& url);

/// Why the method, the headers or the body cannot be sent; nothing when they
/// can. A header is refused when it could smuggle in another one, or is about
/// the connection, which is the client's own: Connection, Content-Length,
/// Transfer-Encoding, Upgrade.
std::optional<http_problem> refusal_of(const http_call& call);

/// Whether two names of headers are the same.
bool same_header(std::string_view one, std::string_view other);

/// Whether the call has a header of that name.
bool has_header(const http_call& call, std::string_view name);

} // namespace leadmill
