// A server over a fake bridge on a free port of the loopback: what most suites
// of net/ need.
#pragma once

#include <functional>
#include <memory>
#include <string>

#include "net/server.hpp"
#include "tests/net/support/fake_bridge.hpp"

namespace leadmill::test {

constexpr const char* site_key = "0123456789abcdef0123456789abcdef";

class site {
 public:
  /// `adjust` may change the options and the limits before the start.
  explicit site(
      const std::function<void(server_options&, live_limits&)>& adjust = {});
  ~site();

  std::uint16_t port() const;
  fake_bridge& bridge();
  live_hub& hub();
  server& http();

  /// Ends the server; the bridge and the hub stay.
  void stop_http();

 private:
  std::unique_ptr<live_hub> hub_;
  std::unique_ptr<fake_bridge> bridge_;
  std::unique_ptr<server> server_;
};

} // namespace leadmill::test
