// Numbers as people write them.
#pragma once

#include <cstdint>
#include <string>

namespace leadmill {

/// "12345" as "12,345".
std::string grouped(std::uint64_t number);

} // namespace leadmill
