#include "net/public_address.hpp"

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstring>

#include <netinet/in.h>
#include <sys/socket.h>

namespace leadmill {

namespace {

using bytes = std::span<const std::uint8_t>;

/// The addresses that begin with the first `bits` of `prefix`.
struct block {
  std::array<std::uint8_t, 16> prefix;
  std::size_t bits;
  const char* rule;
};

constexpr block v4_blocks[] = {
    {{0}, 8, "unspecified"},
    {{10}, 8, "private"},
    {{100, 64}, 10, "carrier-grade NAT"},
    {{127}, 8, "loopback"},
    {{169, 254}, 16, "link-local"},
    {{172, 16}, 12, "private"},
    {{192, 0, 0}, 24, "reserved"},
    {{192, 168}, 16, "private"},
    {{198, 18}, 15, "reserved"},
    {{224}, 4, "multicast"},
    {{255, 255, 255, 255}, 32, "broadcast"},
    {{240}, 4, "reserved"},
};

constexpr block v6_blocks[] = {
    {{}, 128, "unspecified"},
    {{0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1}, 128, "loopback"},
    // NAT64 of a network's own.
    {{0x00, 0x64, 0xff, 0x9b, 0x00, 0x01}, 48, "private"},
    {{0x01, 0x00}, 64, "reserved"},
    // Teredo, which hides an IPv4 address.
    {{0x20, 0x01, 0x00, 0x00}, 32, "reserved"},
    {{0xfc}, 7, "unique local"},
    {{0xfe, 0x80}, 10, "link-local"},
    {{0xfe, 0xc0}, 10, "site-local"},
    {{0xff}, 8, "multicast"},
};

/// Those that stand for an IPv4 address, and where in them it is.
struct carrier {
  block from;
  std::size_t at;
};

constexpr carrier carriers[] = {
    {{{}, 96, "compatible"}, 12},
    {{{0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff}, 96, "mapped"}, 12},
    {{{0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff}, 96, "translated"}, 12},
    {{{0x00, 0x64, 0xff, 0x9b}, 96, "NAT64"}, 12},
    {{{0x20, 0x02}, 16, "6to4"}, 2},
};

bool is_in(bytes address, const block& of) noexcept {
  constexpr std::size_t byte = 8;
  auto whole = of.bits / byte;
  if (!std::equal(address.begin(),
                  address.begin() + static_cast<std::ptrdiff_t>(whole),
                  of.prefix.begin()))
    return false;
  auto rest = of.bits % byte;
  return rest == 0 || (address[whole] ^ of.prefix[whole]) >> (byte - rest) == 0;
}

const char* rule_of(bytes address, std::span<const block> blocks) noexcept {
  for (const auto& one : blocks)
    if (is_in(address, one))
      return one.rule;
  return nullptr;
}

} // namespace

const char* not_public(bytes address) noexcept {
  constexpr std::size_t v4 = 4;
  constexpr std::size_t v6 = 16;
  if (address.size() == v4)
    return rule_of(address, v4_blocks);
  if (address.size() != v6)
    return "unknown";
  if (auto rule = rule_of(address, v6_blocks))
    return rule;
  for (const auto& one : carriers)
    if (is_in(address, one.from))
      return rule_of(address.subspan(one.at, v4), v4_blocks);
  return nullptr;
}

const char* not_public(const sockaddr& address) noexcept {
  // Copied out: what is behind a sockaddr may be aligned for that alone.
  if (address.sa_family == AF_INET) {
    sockaddr_in v4{};
    std::memcpy(&v4, &address, sizeof v4);
    std::array<std::uint8_t, 4> octets{};
    std::memcpy(octets.data(), &v4.sin_addr, octets.size());
    return not_public(octets);
  }
  if (address.sa_family == AF_INET6) {
    sockaddr_in6 v6{};
    std::memcpy(&v6, &address, sizeof v6);
    return not_public(bytes{v6.sin6_addr.s6_addr, sizeof v6.sin6_addr.s6_addr});
  }
  return "unknown";
}

} // namespace leadmill
