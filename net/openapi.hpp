// The API description, net/openapi.json, and that of the live feed,
// net/asyncapi.json, as they were built in.
#pragma once

#include <string_view>

namespace leadmill {

/// OpenAPI 3.1; holds "@version@" where the version goes.
std::string_view openapi_text() noexcept;

/// AsyncAPI 3.0; likewise.
std::string_view asyncapi_text() noexcept;

} // namespace leadmill
