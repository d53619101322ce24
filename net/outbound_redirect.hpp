// What a redirect makes of an outbound call, so that no secret goes where it
// was not meant for.
#pragma once

#include <optional>
#include <string>

#include "messages/http.hpp"

namespace leadmill {

/// Whether an answer asks to go elsewhere: 301, 302, 303, 307 or 308.
bool is_redirect(int status);

/// Changes the call into the one that an answer with such a status and the
/// absolute URL `to` asks for (RFC 9110, 15.4), and takes one off
/// `max_redirects`. Returns why it cannot be followed, as `redirects`; the call
/// is of no use then. To another origin no header goes along, and a body is
/// not sent at all.
std::optional<http_problem> redirect(http_call& call, int status,
                                     const std::string& to);

} // namespace leadmill
