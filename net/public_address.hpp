// Whether an IP address is one of the public Internet, for calls to where
// somebody else says: what only this machine or its network can reach is none
// of theirs (server-side request forgery).
#pragma once

#include <cstdint>
#include <span>

struct sockaddr;

namespace leadmill {

/// Why nothing may go to this address, of 4 or of 16 bytes in network order:
/// "loopback", "private", "link-local", …; null when it is public. By the IANA
/// registries of special-purpose addresses (RFC 6890); an IPv6 address that
/// stands for one of IPv4 (mapped, 6to4, NAT64) is what that is.
const char* not_public(std::span<const std::uint8_t> address) noexcept;

/// The same for a socket's address; what is neither IPv4 nor IPv6 is not
/// public.
const char* not_public(const sockaddr& address) noexcept;

} // namespace leadmill
