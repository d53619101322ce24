// The API description, net/openapi.json, as it was built in.
#pragma once

#include <string_view>

namespace leadmill {

/// OpenAPI 3.1; holds "@version@" where the version goes.
std::string_view openapi_text() noexcept;

} // namespace leadmill
