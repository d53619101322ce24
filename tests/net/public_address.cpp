#define CAF_SUITE net_public_address
#include "net/public_address.hpp"

#include <array>
#include <string>
#include <vector>

#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <sys/un.h>

#include <caf/test/unit_test.hpp>

using namespace leadmill;

namespace {

/// What is said of an address; "public" when nothing is.
std::string said_of(const std::string& text) {
  std::array<std::uint8_t, 16> address{};
  auto is_v6 = text.find(':') != std::string::npos;
  CAF_REQUIRE_EQUAL(
      inet_pton(is_v6 ? AF_INET6 : AF_INET, text.c_str(), address.data()), 1);
  auto rule = not_public({address.data(), is_v6 ? 16u : 4u});
  return rule ? rule : "public";
}

void check_all(const std::string& rule, const std::vector<std::string>& all) {
  for (const auto& one : all)
    CAF_CHECK_EQUAL(one + " " + said_of(one), one + " " + rule);
}

} // namespace

CAF_TEST(public addresses are public) {
  check_all("public", {"1.1.1.1",
                       "8.8.8.8",
                       "9.255.255.255",
                       "11.0.0.0",
                       "100.63.255.255",
                       "100.128.0.0",
                       "126.255.255.255",
                       "128.0.0.0",
                       "169.253.255.255",
                       "169.255.0.0",
                       "172.15.255.255",
                       "172.32.0.0",
                       "191.255.255.255",
                       "192.0.1.0",
                       "192.167.255.255",
                       "192.169.0.0",
                       "198.17.255.255",
                       "198.20.0.0",
                       "223.255.255.255",
                       "2606:4700:4700::1111",
                       "2001:4860:4860::8888",
                       "2001:1::",
                       "2a00::1",
                       "fbff::1",
                       "fe00::1"});
}

CAF_TEST(what only this machine can reach is refused) {
  check_all("loopback",
            {"127.0.0.0", "127.0.0.1", "127.1.2.3", "127.255.255.255", "::1"});
  check_all("unspecified", {"0.0.0.0", "0.0.0.1", "0.255.255.255", "::"});
}

CAF_TEST(what only its network can reach is refused) {
  check_all("private",
            {"10.0.0.0", "10.255.255.255", "172.16.0.0", "172.31.255.255",
             "192.168.0.0", "192.168.255.255", "64:ff9b:1::8.8.8.8"});
  check_all("link-local", {"169.254.0.0", "169.254.169.254", "169.254.255.255",
                           "fe80::1", "febf::1"});
  check_all("carrier-grade NAT", {"100.64.0.0", "100.127.255.255"});
  check_all("unique local", {"fc00::", "fd00:ec2::254", "fdff::1"});
  check_all("site-local", {"fec0::1", "feff::1"});
}

CAF_TEST(what is no single receiver is refused) {
  check_all("multicast",
            {"224.0.0.1", "239.255.255.255", "ff02::1", "ff0e::1"});
  check_all("broadcast", {"255.255.255.255"});
  check_all("reserved", {"192.0.0.8", "198.18.0.1", "198.19.255.255",
                         "240.0.0.1", "255.255.255.254", "100::1", "2001::1",
                         "2001:0:53aa:64c:0:fbff:aaaa:aaaa"});
}

CAF_TEST(an address of IPv6 that stands for one of IPv4 is what that is) {
  check_all("loopback",
            {"::ffff:127.0.0.1", "::127.0.0.1", "::ffff:0:127.0.0.1",
             "64:ff9b::127.0.0.1", "2002:7f00:1::", "2002:7f00:1:1::1"});
  check_all("private", {"::ffff:10.0.0.1", "::10.0.0.1", "64:ff9b::192.168.1.1",
                        "2002:c0a8:101::1", "::ffff:0:172.16.0.1"});
  check_all("link-local", {"::ffff:169.254.169.254", "64:ff9b::169.254.169.254",
                           "2002:a9fe:a9fe::"});
  check_all("public",
            {"::ffff:8.8.8.8", "64:ff9b::8.8.8.8", "2002:808:808::1"});
}

CAF_TEST(a socket address is judged by what is in it) {
  sockaddr_in v4{};
  v4.sin_family = AF_INET;
  v4.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  CAF_CHECK_EQUAL(std::string{not_public(reinterpret_cast<sockaddr&>(v4))},
                  "loopback");
  v4.sin_addr.s_addr = htonl(0x08080808);
  CAF_CHECK(not_public(reinterpret_cast<sockaddr&>(v4)) == nullptr);
  sockaddr_in6 v6{};
  v6.sin6_family = AF_INET6;
  v6.sin6_addr = in6addr_loopback;
  CAF_CHECK_EQUAL(std::string{not_public(reinterpret_cast<sockaddr&>(v6))},
                  "loopback");
}

CAF_TEST(what is neither is not public) {
  sockaddr_un local{};
  local.sun_family = AF_UNIX;
  CAF_CHECK(not_public(reinterpret_cast<sockaddr&>(local)) != nullptr);
  CAF_CHECK(not_public(std::span<const std::uint8_t>{}) != nullptr);
  std::array<std::uint8_t, 5> odd{8, 8, 8, 8, 8};
  CAF_CHECK(not_public(odd) != nullptr);
}
