// How the server is set up, for the dashboard: what `GET /api/settings` and
// `GET /api/settings/check` tell.
#pragma once

#include <string>
#include <string_view>

#include "config/load.hpp"
#include "messages/time.hpp"

namespace leadmill {

/// {"success":true,"environment","keyed","version","steps","defaultSteps",
/// "priorities","providers","sources","destinations","schedules","limits"}; see
/// net/openapi.json. No secret is in it, no address and no path.
std::string settings_json(const loaded_config& from, std::string_view version,
                          unix_ms now);

/// {"success":true,"file","problems":[{"key","detail"}]}: reads and checks as
/// `leadmill check` does.
std::string check_json(const config_sources& sources);

} // namespace leadmill
