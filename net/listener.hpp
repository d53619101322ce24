// Accepts connections and starts a session for each. Inside net/ only.
#pragma once

#include "net/asio.hpp"

#include <cstdint>
#include <optional>
#include <string>

#include <boost/asio/basic_socket_acceptor.hpp>

#include "messages/errors.hpp"
#include "net/http_core.hpp"

namespace leadmill {

class listener {
 public:
  explicit listener(http_core& core);

  /// Binds to the first address of `host` that can be bound to; otherwise says
  /// why not. Port 0: any.
  std::optional<problem> open(const std::string& host, std::uint16_t port);

  std::uint16_t port() const;
  void start();
  void stop();

 private:
  error_code bind(const tcp::endpoint& where);
  void accept();
  void on_accept(error_code e, tcp_socket socket);
  void turn_away(tcp_socket socket);

  http_core& core_;
  tcp_acceptor acceptor_;
  io_timer retry_;
  std::string turned_away_;
};

} // namespace leadmill
