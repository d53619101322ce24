// One WebSocket of the live feed: reads what its client asks for, pings, and
// closes who does not read. On the hub's thread.
#pragma once

#include "net/asio.hpp"

#include <optional>

#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/websocket/stream.hpp>

#include "net/live_session.hpp"

namespace leadmill {

class ws_session final : public live_session {
 public:
  ws_session(hub_core& hub, tcp_socket socket, ws_hello hello);

  void start() override;
  void end(close_reason why) override;
  void look_at_clock() override;
  void cut() override;

 private:
  void write() override;
  io_executor executor() override;
  void on_accepted(error_code e);
  void read();
  void on_read(error_code e);
  void finish();

  boost::beast::websocket::stream<tcp_socket, false> ws_;
  boost::beast::flat_buffer buffer_;
  /// Only until it is accepted.
  std::unique_ptr<ws_hello> hello_;
  bool accepted_ = false;
  bool pinging_ = false;
  steady_clock::time_point heard_at_;
  steady_clock::time_point pinged_at_;
  std::optional<close_reason> pending_end_;
  std::optional<steady_clock::time_point> ending_since_;
};

} // namespace leadmill
