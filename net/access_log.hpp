// What net/ writes to the log. Neither keys nor queries nor unknown paths get
// there: each may hold a secret or a person.
#pragma once

#include <string_view>

namespace leadmill {

/// A request was answered; `route` is the call's path from the table, or "-".
/// Debug.
void log_request(std::string_view method, std::string_view route, int status);

/// The server listens.
void log_listening(std::string_view host, unsigned port);

/// Something is wrong that the operator can do something about.
void log_trouble(std::string_view what, std::string_view reason);

} // namespace leadmill
